import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredKinds } from '../kinds/index.ts';
import type { KubeObject } from '../kinds/spec.ts';
import { podResources } from '../kube/pod-resources.ts';
import { formatQuantity, parseQuantity } from '../kube/quantity.ts';
import { limitLines, quotaUses } from './namespace-summary.ts';
import { allocationOf } from './node-allocation.ts';
import { byTarget, type Reference, sameObject } from './reference.ts';
import { referencesOf } from './references.ts';
import { childKinds, searchPlan } from './search-plan.ts';
import { podLabelsOf, podSelectorOf, selects } from './selection.ts';
import { endpointsOf } from './service-endpoints.ts';
import { namesSubject } from './subjects.ts';

const meta = { name: 'web', namespace: 'shop', uid: 'u' };
const object = (fields: Record<string, unknown>): KubeObject => ({ metadata: meta, ...fields }) as KubeObject;
const words = (references: readonly Reference[]): readonly string[] =>
  byTarget(references).map(
    ({ to, how }) =>
      `${to.kind}${to.group === '' ? '' : `.${to.group}`} ${to.namespace === '' ? '' : `${to.namespace}/`}${to.name}: ${how.join('; ')}`,
  );

const podSpec = {
  serviceAccountName: 'runner',
  priorityClassName: 'high',
  imagePullSecrets: [{ name: 'registry' }],
  initContainers: [{ name: 'setup', envFrom: [{ configMapRef: { name: 'conf' } }] }],
  containers: [
    {
      name: 'app',
      env: [
        { name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'k' } } },
        { name: 'B', valueFrom: { configMapKeyRef: { name: 'conf', key: 'k' } } },
        { name: 'C', value: 'plain' },
      ],
      volumeMounts: [
        { name: 'conf', mountPath: '/etc/conf' },
        { name: 'data', mountPath: '/data' },
      ],
    },
  ],
  volumes: [
    { name: 'conf', configMap: { name: 'conf' } },
    { name: 'data', persistentVolumeClaim: { claimName: 'data-0' } },
    { name: 'scratch', ephemeral: {} },
    { name: 'all', projected: { sources: [{ secret: { name: 'tls' } }, { serviceAccountToken: {} }] } },
    { name: 'share', azureFile: { secretName: 'azure' } },
  ],
};

describe('what an object refers to', () => {
  it('a pod: volumes with their places, environment, account, classes', () => {
    expect(words(referencesOf('pods', object({ spec: { ...podSpec, nodeName: 'n1' } })))).toEqual([
      'ConfigMap shop/conf: mounted at /etc/conf in app; environment of setup, all keys; environment B of app',
      'PersistentVolumeClaim shop/data-0: mounted at /data in app',
      'PersistentVolumeClaim shop/web-scratch: volume scratch, mounted nowhere',
      'Secret shop/tls: volume all, mounted nowhere',
      'Secret shop/azure: credentials of volume share',
      'Secret shop/db: environment A of app',
      'Secret shop/registry: pulls images with it',
      'ServiceAccount shop/runner: runs as it',
      'PriorityClass.scheduling.k8s.io high: priority',
      'Node n1: runs on it',
    ]);
  });

  it.each([
    ['deployments.apps', { spec: { template: { spec: podSpec } } }],
    ['statefulsets.apps', { spec: { template: { spec: podSpec } } }],
    ['cronjobs.batch', { spec: { jobTemplate: { spec: { template: { spec: podSpec } } } } }],
  ])('a template of %s as its pods, without claims that carry a pod’s name', (kind, fields) => {
    const found = words(referencesOf(kind, object(fields)));
    expect(found).toContain('Secret shop/db: environment A of app');
    expect(found.join()).not.toContain('scratch');
  });

  const cases: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
    [
      'ingresses.networking.k8s.io',
      {
        spec: {
          ingressClassName: 'nginx',
          tls: [{ hosts: ['a.example'], secretName: 'tls' }],
          rules: [{ host: 'a.example', http: { paths: [{ path: '/x', backend: { service: { name: 'api' } } }] } }],
        },
      },
      [
        'IngressClass.networking.k8s.io nginx: class',
        'Service shop/api: routes a.example/x to it',
        'Secret shop/tls: TLS of a.example',
      ],
    ],
    [
      'httproutes.gateway.networking.k8s.io',
      {
        spec: {
          hostnames: ['a.example'],
          parentRefs: [{ name: 'edge', namespace: 'infra' }],
          rules: [{ matches: [{ path: { value: '/x' } }], backendRefs: [{ name: 'api', port: 80 }] }],
        },
      },
      ['Gateway.gateway.networking.k8s.io infra/edge: attached to it', 'Service shop/api: routes a.example/x to it'],
    ],
    [
      'horizontalpodautoscalers.autoscaling',
      { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } } },
      ['Deployment.apps shop/web: scales it'],
    ],
    [
      'rolebindings.rbac.authorization.k8s.io',
      {
        roleRef: { kind: 'ClusterRole', name: 'view' },
        subjects: [
          { kind: 'User', name: 'alice' },
          { kind: 'ServiceAccount', name: 'ci' },
        ],
      },
      [
        'ClusterRole.rbac.authorization.k8s.io view: grants it to User alice, ServiceAccount ci',
        'ServiceAccount shop/ci: grants it ClusterRole view',
      ],
    ],
    [
      'persistentvolumeclaims',
      { spec: { volumeName: 'pv-1', storageClassName: 'fast' } },
      ['PersistentVolume pv-1: bound to it', 'StorageClass.storage.k8s.io fast: class'],
    ],
    [
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      { webhooks: [{ name: 'v.example', clientConfig: { service: { name: 'hook', namespace: 'infra' } } }] },
      ['Service infra/hook: webhook v.example'],
    ],
    // Custom resources: by the names of their fields.
    [
      'certificates.cert-manager.io',
      {
        spec: {
          secretName: 'web-tls',
          issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt', group: 'cert-manager.io' },
          nested: [
            { passwordSecretRef: { name: 'db', key: 'p' } },
            { configMapRef: { name: 'c', namespace: 'other' } },
          ],
          serviceName: 'api',
          storageClassName: 'fast',
          displayName: 'not a reference',
          targetRef: { name: 'without a kind' },
        },
      },
      [
        'Secret shop/web-tls: spec.secretName',
        'ClusterIssuer.cert-manager.io shop/letsencrypt: spec.issuerRef',
        'Secret shop/db: spec.nested[0].passwordSecretRef',
        'ConfigMap other/c: spec.nested[1].configMapRef',
        'Service shop/api: spec.serviceName',
        'StorageClass.storage.k8s.io fast: spec.storageClassName',
      ],
    ],
    ['configmaps', { data: { secretName: 'x' } }, []],
  ];
  it.each(cases)('%s', (kind, fields, expected) => {
    expect(words(referencesOf(kind, object(fields)))).toEqual(expected);
  });

  it('never throws, whatever the object holds, for any kind', () => {
    const junk = fc.jsonValue({ maxDepth: 5 });
    fc.assert(
      fc.property(junk, junk, (spec, more) => {
        for (const { id } of declaredKinds) {
          const made = object({
            spec,
            webhooks: more,
            subjects: more,
            roleRef: more,
            endpoints: more,
            parameters: more,
          });
          referencesOf(id, made);
          podSelectorOf(id, made);
          podLabelsOf(id, made);
        }
        referencesOf('things.example.com', object({ spec }));
      }),
      { numRuns: 60 },
    );
  });
});

describe('selectors', () => {
  const labels = { app: 'web' };
  it.each([
    ['services', { selector: { app: 'web' } }, true],
    ['services', { selector: {} }, false],
    ['services', {}, false],
    ['networkpolicies.networking.k8s.io', { podSelector: {} }, true],
    ['networkpolicies.networking.k8s.io', { podSelector: { matchLabels: { app: 'db' } } }, false],
    ['poddisruptionbudgets.policy', { selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }, true],
    ['poddisruptionbudgets.policy', { selector: {} }, true],
    ['poddisruptionbudgets.policy', {}, false],
    ['configmaps', { selector: { app: 'web' } }, false],
  ])('%s %j selects: %s', (kind, spec, expected) => {
    expect(selects(podSelectorOf(kind, object({ spec })), labels)).toBe(expected);
  });

  it('a workload is asked by the labels of its template', () => {
    const workload = object({ spec: { template: { metadata: { labels } } } });
    expect(podLabelsOf('deployments.apps', workload)).toEqual(labels);
    expect(podLabelsOf('services', workload)).toBeNull();
  });
});

describe('where to search', () => {
  it('every list in a plan is a declared kind or of the Gateway API', () => {
    const known = new Set(declaredKinds.map(({ id }) => id));
    for (const { id } of declaredKinds) {
      for (const search of searchPlan(id, 'x')) {
        expect(known.has(search.kind) || search.kind.endsWith('.gateway.networking.k8s.io'), search.kind).toBe(true);
      }
      for (const child of childKinds(id) ?? []) expect(known.has(child), child).toBe(true);
    }
  });

  it('the server filters where it can; children of unknown kinds may be anything', () => {
    const pods = searchPlan('serviceaccounts', 'a=b').find(({ kind }) => kind === 'pods');
    expect(pods?.fields).toBe('spec.serviceAccountName=a\\=b');
    expect(childKinds('certificates.cert-manager.io')).toBeNull();
    expect(childKinds('configmaps')).toEqual([]);
    expect(childKinds('ingresses.networking.k8s.io')).toEqual([]);
  });

  it('same object: group, kind, namespace and name', () => {
    const one = { group: '', kind: 'Secret', namespace: 'a', name: 'x' };
    expect(sameObject(one, { ...one })).toBe(true);
    for (const other of [{ group: 'g' }, { kind: 'ConfigMap' }, { namespace: 'b' }, { name: 'y' }])
      expect(sameObject(one, { ...one, ...other })).toBe(false);
  });
});

describe('what a pod asks of its node', () => {
  const shown = (pod: Record<string, unknown>, useStatus = false) => {
    const { requests, limits } = podResources(pod, { useStatus });
    const text = (list: typeof requests) =>
      [...list].map(([name, amount]) => `${name}=${formatQuantity(amount)}`).join(' ');
    return `${text(requests)} | ${text(limits)}`;
  };
  const container = (cpu: string, limit?: string) => ({
    resources: { requests: { cpu }, ...(limit === undefined ? {} : { limits: { cpu: limit } }) },
  });
  const sidecar = (cpu: string) => ({ ...container(cpu), restartPolicy: 'Always' });
  it.each([
    ['containers are added up', { containers: [container('100m'), container('0.2', '1')] }, 'cpu=300m | cpu=1'],
    [
      'an init container counts where it needs more',
      { containers: [container('100m')], initContainers: [container('2')] },
      'cpu=2 | ',
    ],
    [
      'sidecars run beside both',
      { containers: [container('100m')], initContainers: [sidecar('50m'), container('120m'), sidecar('10m')] },
      'cpu=170m | ',
    ],
    [
      'the whole pod’s own amounts replace the sum',
      { containers: [container('100m', '1')], resources: { requests: { cpu: '3' } } },
      'cpu=3 | cpu=1',
    ],
    [
      'overhead comes on top, but makes no limit',
      { containers: [container('100m')], overhead: { cpu: '10m' } },
      'cpu=110m | ',
    ],
  ])('%s', (_, spec, expected) => expect(shown({ spec })).toBe(expected));

  it('a resize: the larger of asked and actuated, unless it cannot be', () => {
    const spec = { containers: [{ name: 'a', ...container('100m') }] };
    const status = { containerStatuses: [{ name: 'a', resources: { requests: { cpu: '300m' } } }] };
    const infeasible = { conditions: [{ type: 'PodResizePending', reason: 'Infeasible' }] };
    expect(shown({ spec, status })).toBe('cpu=100m | ');
    expect(shown({ spec, status }, true)).toBe('cpu=300m | ');
    const more = { containers: [{ name: 'a', ...container('900m') }] };
    expect(shown({ spec: more, status }, true)).toBe('cpu=900m | ');
    expect(shown({ spec: more, status: { ...status, ...infeasible } }, true)).toBe('cpu=300m | ');
  });
});

describe('a node', () => {
  const node = object({
    status: { capacity: { cpu: '8' }, allocatable: { cpu: '3', memory: '1Gi', pods: '110', 'example.com/gpu': '2' } },
  });
  const pod = (cpu: string, memory: string): KubeObject =>
    object({ spec: { containers: [{ resources: { requests: { cpu, memory, 'example.com/gpu': '1' } } }] } });

  it('percentages of what can be given, cut; other resources without', () => {
    const { pods, resources } = allocationOf(node, [pod('1', '300Mi'), pod('1', '300Mi')]);
    expect(pods[0]?.cpuRequests).toEqual({ text: '1', percent: 33 });
    expect(resources.map(({ resource, requests }) => `${resource} ${requests.text} ${requests.percent}`)).toEqual([
      'cpu 2 66',
      'memory 600Mi 58',
      'ephemeral-storage 0 0',
      'example.com/gpu 2 null',
    ]);
  });

  it('quantities are added exactly and keep their family', () => {
    const { resources } = allocationOf(node, [pod('0.1', '1G'), pod('200m', '24Mi')]);
    expect(resources[0]?.requests.text).toBe('300m');
    expect(parseQuantity(resources[1]?.requests.text ?? '')?.format).toBe('DecimalSI');
  });
});

it('endpoints: ready first, each address once, a missing ready means ready', () => {
  const slice = (endpoints: unknown[]): KubeObject =>
    object({ endpoints, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] });
  const found = endpointsOf([
    slice([
      { addresses: ['10.0.0.2'], conditions: { ready: false, terminating: true } },
      { addresses: ['10.0.0.1'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-1' } },
    ]),
    slice([{ addresses: ['10.0.0.1', '10.0.0.3'], nodeName: 'n1' }]),
  ]);
  expect(found.endpoints.map(({ address, state }) => `${address} ${state}`)).toEqual([
    '10.0.0.1 ready',
    '10.0.0.3 ready',
    '10.0.0.2 terminating',
  ]);
  expect(found.ready).toBe(2);
  expect(found.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
});

it('quotas and limits as lines', () => {
  const uses = quotaUses([object({ status: { hard: { pods: '10', cpu: '0' }, used: { pods: '5', cpu: '1' } } })]);
  expect(uses.map(({ resource, ratio }) => `${resource} ${ratio}`)).toEqual(['cpu 1', 'pods 0.5']);
  const lines = limitLines([
    object({ spec: { limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '1' } }] } }),
  ]);
  expect(lines).toMatchObject([{ type: 'Container', resource: 'cpu', max: '2', defaultLimit: '1', min: '' }]);
});

describe('subjects of bindings', () => {
  const account = { kind: 'ServiceAccount', namespace: 'shop', name: 'ci' } as const;
  it.each([
    [{ kind: 'ServiceAccount', name: 'ci', namespace: 'shop' }, true],
    [{ kind: 'ServiceAccount', name: 'ci' }, true],
    [{ kind: 'ServiceAccount', name: 'ci', namespace: 'other' }, false],
    [{ kind: 'User', name: 'system:serviceaccount:shop:ci' }, true],
    [{ kind: 'Group', name: 'system:serviceaccounts:shop' }, true],
    [{ kind: 'Group', name: 'system:serviceaccounts:other' }, false],
    [{ kind: 'User', name: 'ci' }, false],
  ])('%j', (subject, expected) => expect(namesSubject(subject, account, 'shop')).toBe(expected));
});

it('objects of a real server: references lead to names, nothing is undefined', () => {
  const folder = join(import.meta.dirname, '../../tests/cluster/recordings');
  for (const [kind, file] of [
    ['pods', 'core_v1_pods.json'],
    ['ingresses.networking.k8s.io', 'networking.k8s.io_v1_ingresses.json'],
    ['rolebindings.rbac.authorization.k8s.io', 'rbac.authorization.k8s.io_v1_rolebindings.json'],
    ['persistentvolumes', 'core_v1_persistentvolumes.json'],
  ] as const) {
    const { list } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { list: { items: KubeObject[] } };
    const all = list.items.flatMap((item) => referencesOf(kind, item));
    expect(all.length, kind).toBeGreaterThan(0);
    for (const { to, how } of all) {
      expect(to.kind).not.toBe('');
      expect(how).not.toMatch(/undefined|\[object/);
    }
  }
});
