import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredKinds } from '../kinds/index.ts';
import type { KubeObject } from '../kinds/spec.ts';
import { conditionsOf } from './conditions.ts';
import { labelOf } from './generic.ts';
import { detailsOf, hasOwnDetails } from './index.ts';
import type { Details, Item, Value } from './model.ts';
import { describeProbe } from './probes.ts';
import { describeTaint, describeToleration } from './scheduling.ts';

const meta = { name: 'web', namespace: 'shop', uid: 'u1' };

/** Everything a panel would show, as text. */
const valueText = (value: Value): string =>
  value
    .map((part) => {
      if (part.type === 'text' || part.type === 'link') return part.text;
      return part.type === 'time' ? new Date(part.at).toISOString() : `<${part.type}>`;
    })
    .join('');

function itemText(item: Item): string {
  switch (item.type) {
    case 'field':
      return `${item.label}: ${valueText(item.value)}`;
    case 'lines':
      return `${item.label}: ${item.values.map(valueText).join(' | ')}`;
    case 'pairs':
    case 'texts':
      return `${item.label}: ${item.pairs.map(({ key, value }) => `${key}=${value}`).join(' ')}`;
    case 'table':
      return `${item.label}: ${item.rows.map((row) => row.map(valueText).join(' ; ')).join(' | ')}`;
    case 'conditions':
      return item.conditions.map((one) => `${one.type}=${one.status}(${one.role})`).join(' ');
    case 'usage':
      return `${item.label}: ${item.used}/${item.hard} ${item.ratio}`;
    case 'block':
      return `${item.label}: ${item.text}`;
    case 'pem':
      return `${item.label}: ${item.pem}`;
    case 'schema':
      return item.nodes.map(({ name, type }) => `${name} ${type}`).join(', ');
  }
}

const linesOf = (details: Details): readonly string[] =>
  details.sections.flatMap((section) => section.items.map(itemText));
const show = (kind: string, object: Record<string, unknown>): readonly string[] =>
  linesOf(detailsOf(kind, { metadata: meta, ...object } as KubeObject));

const pod: KubeObject = {
  metadata: {
    ...meta,
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { app: 'web' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'hello' },
    ownerReferences: [
      { apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'o' },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'r', controller: true },
    ],
  },
  spec: {
    nodeName: 'n1',
    serviceAccountName: 'web',
    initContainers: [
      { name: 'setup', image: 'i:1' },
      { name: 'proxy', image: 'p:1', restartPolicy: 'Always' },
    ],
    containers: [
      {
        name: 'app',
        image: 'web:2',
        ports: [{ containerPort: 8080, name: 'http' }],
        resources: { requests: { cpu: '100m' }, limits: { memory: '64Mi' } },
        env: [
          { name: 'PLAIN', value: 'x' },
          { name: 'KEY', valueFrom: { secretKeyRef: { name: 'db', key: 'password', optional: true } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        ],
        envFrom: [{ prefix: 'C_', configMapRef: { name: 'conf' } }],
        volumeMounts: [{ name: 'conf', mountPath: '/etc/conf', readOnly: true }],
      },
    ],
    volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
    tolerations: [{ operator: 'Exists' }],
  },
  status: {
    phase: 'Running',
    podIP: '10.0.0.7',
    hostIP: '192.168.0.1',
    qosClass: 'Burstable',
    conditions: [{ type: 'Initialized', status: 'True' }],
    initContainerStatuses: [
      { name: 'setup', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
      {
        name: 'proxy',
        ready: true,
        started: true,
        restartCount: 1,
        state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      },
    ],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        restartCount: 14,
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-02T00:00:00Z' } },
      },
    ],
  },
};

describe('a pod', () => {
  const details = detailsOf('pods', pod);
  const lines = linesOf(details);

  it('says what kubectl says, the state first', () => {
    expect(details.sections.map((section) => section.id)).toEqual([
      'status',
      'conditions',
      'metadata',
      'volumes',
      'scheduling',
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Phase: Running, CrashLoopBackOff',
        'Node: n1 192.168.0.1',
        'Pod IP: 10.0.0.7',
        'QoS class: Burstable',
      ]),
    );
  });

  it('names the controller first, and leaves the last applied copy to the YAML', () => {
    expect(lines).toContain('Owners: ReplicaSet web-1 | Other o');
    expect(lines).toContain('Annotations: note=hello');
  });

  it('lists containers in the order they start, each with its kind and state', () => {
    expect(details.containers.map(({ name, type, role, restarts }) => [name, type, role, restarts])).toEqual([
      ['setup', 'init', 'off', 0],
      ['proxy', 'sidecar', 'ok', 1],
      ['app', 'container', 'bad', 14],
    ]);
    const app = details.containers[2];
    expect(valueText(app?.state ?? [])).toBe('Waiting: CrashLoopBackOff');
    const items = (app?.items ?? []).map(itemText);
    expect(items).toContain('Before that: OOMKilled, exit code 137, <relative>');
    expect(items).toContain('Requests: cpu 100m');
    expect(items).toContain('Mounts: /etc/conf ; conf ; read-only');
    expect(items).toContain(
      'Environment: PLAIN ; x | KEY ; key password of Secret db (optional) | IP ; field status.podIP | all keys, as C_… ; ConfigMap conf',
    );
  });

  it('links to what it names, in its own namespace', () => {
    const links = JSON.stringify(details);
    expect(links).toContain('{"group":"","kind":"Node","namespace":"","name":"n1"}');
    expect(links).toContain('{"group":"apps","kind":"ReplicaSet","namespace":"shop","name":"web-1"}');
    expect(links).toContain('{"group":"","kind":"Secret","namespace":"shop","name":"db"}');
  });
});

describe('other kinds', () => {
  it('a deployment says how far its rollout is', () => {
    const lines = show('deployments.apps', {
      metadata: { ...meta, generation: 3 },
      spec: {
        replicas: 5,
        paused: true,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
        selector: { matchLabels: { app: 'web' } },
      },
      status: {
        readyReplicas: 4,
        updatedReplicas: 2,
        availableReplicas: 4,
        unavailableReplicas: 1,
        observedGeneration: 2,
      },
    });
    expect(lines).toContain('Replicas: 4 ready of 5 desired, 2 up to date, 4 available, 1 unavailable');
    expect(lines).toContain('Rollout: paused');
    expect(lines).toContain('Strategy: RollingUpdate, at most 1 unavailable, 25% more');
    expect(lines).toContain('Controller: has seen generation 2 of 3');
  });

  it('an ingress shows where each path goes', () => {
    const lines = show('ingresses.networking.k8s.io', {
      spec: {
        rules: [
          {
            host: 'shop.example',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
      },
    });
    expect(lines).toContain('Rules: shop.example ; / ; Prefix ; web:80');
  });

  it('a role is a table of resources and verbs, rules about the same put together, wildcards said', () => {
    const lines = show('clusterroles.rbac.authorization.k8s.io', {
      rules: [
        { verbs: ['get', 'list'], apiGroups: ['', 'apps'], resources: ['pods'] },
        { verbs: ['delete', 'bind'], apiGroups: [''], resources: ['pods'] },
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: ['one'] },
        { verbs: ['get'], nonResourceURLs: ['/healthz'] },
      ],
    });
    const marks = (verbs: string, more = ''): string =>
      [
        ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'].map((verb) =>
          verbs.includes(verb) ? '✓' : '',
        ),
        more,
      ].join(' ; ');
    expect(lines[0]).toBe(
      `Rules: ${[
        `/healthz ; ${marks('get')}`,
        `every resource only one ; ${marks('get list watch create update patch delete', 'everything')}`,
        `pods ; ${marks('get list delete', 'bind')}`,
        `pods.apps ; ${marks('get list')}`,
      ].join(' | ')}`,
    );
  });

  it('a quota is measured by value, not by text', () => {
    const lines = show('resourcequotas', {
      status: { hard: { cpu: '2', memory: '1Gi' }, used: { cpu: '1500m', memory: '1Gi' } },
    });
    expect(lines).toContain('cpu: 1500m/2 0.75');
    expect(lines).toContain('memory: 1Gi/1Gi 1');
  });

  it('an event is read the same from either group', () => {
    expect(
      show('events', {
        reason: 'BackOff',
        type: 'Warning',
        message: 'm',
        involvedObject: { kind: 'Pod', name: 'web' },
      }),
    ).toContain('Object: Pod web');
    expect(
      show('events.events.k8s.io', { reason: 'BackOff', note: 'm', regarding: { kind: 'Pod', name: 'web' } }),
    ).toContain('Message: m');
  });

  it('a kind nobody declared is shown by its fields', () => {
    const lines = show('certificates.cert-manager.io', {
      spec: {
        secretName: 'tls',
        dnsNames: ['a.example', 'b.example'],
        issuerRef: { kind: 'ClusterIssuer', name: 'acme' },
      },
      status: { notAfter: '2026-06-01T00:00:00Z', conditions: [{ type: 'Ready', status: 'False', reason: 'Pending' }] },
    });
    expect(lines).toContain('Secret name: tls');
    expect(lines).toContain('Dns names: a.example | b.example');
    expect(lines).toContain('Issuer ref: ClusterIssuer acme');
    expect(lines).toContain('Not after: 2026-06-01T00:00:00.000Z (<relative>)');
    expect(lines).toContain('Ready=False(warn)');
  });

  it('a custom resource by its definition: columns first, what the schema says on hover', () => {
    const version = {
      name: 'v1',
      additionalPrinterColumns: [{ name: 'Phase', type: 'string', jsonPath: '.status.phase' }],
      schema: {
        openAPIV3Schema: {
          properties: { spec: { properties: { size: { type: 'string', description: 'How large.' } } } },
        },
      },
    };
    const crd = { metadata: meta, spec: { names: { kind: 'Thing' }, versions: [version] } } as KubeObject;
    const object = { apiVersion: 'x.example/v1', metadata: meta, spec: { size: 'L' }, status: { phase: 'Idle' } };
    const details = detailsOf('things.x.example', object as KubeObject, crd);
    expect(linesOf(details)[0]).toBe('Phase: Idle');
    const size = details.sections
      .flatMap(({ items }) => items)
      .find((item) => 'label' in item && item.label === 'Size');
    expect(size?.help).toBe('How large.');
  });

  const cases: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
    [
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      {
        webhooks: [
          {
            name: 'v.example',
            failurePolicy: 'Fail',
            timeoutSeconds: 5,
            clientConfig: { caBundle: 'Q0E=', service: { namespace: 'infra', name: 'hook', path: 'check', port: 443 } },
            rules: [
              {
                operations: ['CREATE'],
                apiGroups: ['apps'],
                apiVersions: ['v1'],
                resources: ['deployments'],
                scope: '*',
              },
            ],
          },
        ],
      },
      [
        'Asks: infra/hook:443/check',
        'About: CREATE ; deployments of apps v1 ; any',
        'Unless it answers: the request is refused',
        'Authority: Q0E=',
      ],
    ],
    [
      'apiservices.apiregistration.k8s.io',
      {
        spec: {
          group: 'metrics.k8s.io',
          version: 'v1',
          service: { namespace: 'kube-system', name: 'metrics', port: 443 },
        },
      },
      ['Group: metrics.k8s.io', 'Served by: kube-system/metrics:443'],
    ],
    [
      'customresourcedefinitions.apiextensions.k8s.io',
      {
        spec: {
          group: 'x.example',
          names: { kind: 'Thing', plural: 'things' },
          versions: [
            { name: 'v1alpha1', served: true, deprecated: true },
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: {
                openAPIV3Schema: {
                  properties: {
                    kind: {},
                    spec: { type: 'object', properties: { parts: { type: 'array', items: { type: 'string' } } } },
                  },
                },
              },
            },
          ],
        },
      },
      ['Versions: v1alpha1 ; yes ; no ;  ; deprecated | v1 ; yes ; yes ;  ; ', 'spec object'],
    ],
    [
      'certificatesigningrequests.certificates.k8s.io',
      {
        spec: { username: 'ada', signerName: 's', usages: ['client auth'], expirationSeconds: 86400, request: 'UkVR' },
        status: { conditions: [{ type: 'Approved', status: 'True' }] },
      },
      ['Requested by: ada', 'Status: Approved', 'Usages: client auth', 'Request: UkVR', 'Requested for: 24h'],
    ],
    [
      'leases.coordination.k8s.io',
      { spec: { holderIdentity: 'n1', leaseDurationSeconds: 40 } },
      ['Holder: n1', 'Lasts: 40 s after each renewal'],
    ],
    [
      'flowschemas.flowcontrol.apiserver.k8s.io',
      {
        spec: {
          priorityLevelConfiguration: { name: 'low' },
          matchingPrecedence: 100,
          rules: [
            {
              subjects: [{ kind: 'Group', group: { name: 'g' } }],
              resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }],
            },
          ],
        },
      },
      ['Priority level: low', 'Requests of: Group g ; get ; pods of core; every namespace'],
    ],
    [
      'horizontalpodautoscalers.autoscaling',
      {
        spec: {
          maxReplicas: 5,
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } },
            { type: 'Pods', pods: { metric: { name: 'rps' }, target: { averageValue: '1000m' } } },
          ],
        },
        status: {
          currentMetrics: [
            { type: 'Resource', resource: { current: { averageUtilization: 40, averageValue: '200m' } } },
          ],
        },
      },
      ['Bounds: 1 to 5', 'Metrics: cpu of the pods ; 40% (200m) ; 70% | rps of the pods ; unknown ; 1 each'],
    ],
    [
      'httproutes.gateway.networking.k8s.io',
      {
        spec: {
          hostnames: ['a.example'],
          parentRefs: [{ name: 'edge', namespace: 'infra' }],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/x' }, method: 'GET' }],
              backendRefs: [{ name: 'api', port: 80, weight: 3 }],
            },
          ],
        },
        status: { parents: [{ parentRef: { name: 'edge' }, conditions: [{ type: 'Accepted', status: 'False' }] }] },
      },
      ['Hosts: a.example', 'Rules: GET /x… ; api:80 weight 3 ; ', 'Accepted=False(warn)'],
    ],
    [
      'persistentvolumes',
      {
        spec: {
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }],
            },
          },
        },
      },
      ['On nodes with: zone in (a, b)'],
    ],
    [
      'csinodes.storage.k8s.io',
      { spec: { drivers: [{ name: 'd', nodeID: 'i-1', allocatable: { count: 25 } }] } },
      ['Drivers: d ; i-1 ; 25 ; '],
    ],
    [
      'priorityclasses.scheduling.k8s.io',
      { value: 1000, preemptionPolicy: 'Never' },
      ['Value: 1000', 'Preempts: never: waits'],
    ],
    [
      'endpoints',
      {
        subsets: [
          {
            addresses: [{ ip: '10.0.0.1' }],
            notReadyAddresses: [{ ip: '10.0.0.2' }],
            ports: [{ port: 80, protocol: 'TCP' }],
          },
        ],
      },
      ['Addresses: ready ; 10.0.0.1 ; 80/TCP ;  ;  | not ready ; 10.0.0.2 ; 80/TCP ;  ; '],
    ],
    [
      'resourceclaims.resource.k8s.io',
      { spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'c', count: 2 } }] } } },
      ['Allocated: no', 'Requests: gpu ; c ; 2 ; '],
    ],
  ];
  it.each(cases)('%s', (kind, fields, expected) => {
    expect(show(kind, fields)).toEqual(expect.arrayContaining([...expected]));
  });

  it('every declared kind has details of its own, but for those that kubectl too shows by their fields', () => {
    const generic = declaredKinds.map(({ id }) => id).filter((id) => !hasOwnDetails(id));
    expect(generic).toEqual([
      'workloads.scheduling.k8s.io',
      'podgroups.scheduling.k8s.io',
      'resourcepoolstatusrequests.resource.k8s.io',
    ]);
  });

  it('affinities and spread in words', () => {
    const spec = {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'disk', operator: 'In', values: ['ssd'] },
                  { key: 'old', operator: 'DoesNotExist' },
                ],
              },
            ],
          },
        },
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 10,
              podAffinityTerm: {
                topologyKey: 'kubernetes.io/hostname',
                labelSelector: { matchLabels: { app: 'web' } },
              },
            },
          ],
        },
      },
      topologySpreadConstraints: [
        {
          topologyKey: 'topology.kubernetes.io/zone',
          maxSkew: 1,
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    };
    expect(show('pods', { spec })).toEqual(
      expect.arrayContaining([
        'Nodes: must have disk=ssd and no old',
        'Apart from: rather, weight 10: pods app=web, on the same node',
        'Topology spread: pods app=web: at most 1 more on one zone than on another, else they wait',
      ]),
    );
  });

  it('never shows a Secret value', () => {
    const text = JSON.stringify(detailsOf('secrets', { metadata: meta, data: { password: 'aHVudGVyMg==' } }));
    expect(text).not.toContain('aHVudGVyMg');
  });
});

it('conditions are good or bad by what they are about', () => {
  const roles = (type: string, status: string) => conditionsOf({ conditions: [{ type, status }] })[0]?.role;
  expect(roles('Ready', 'True')).toBe('ok');
  expect(roles('Ready', 'False')).toBe('warn');
  expect(roles('MemoryPressure', 'True')).toBe('bad');
  expect(roles('MemoryPressure', 'False')).toBe('ok');
  expect(roles('ReplicaFailure', 'True')).toBe('bad');
  expect(roles('Dangling', 'False')).toBe('ok');
  expect(roles('NonStructuralSchema', 'False')).toBe('ok');
  expect(roles('NamespaceContentRemaining', 'True')).toBe('bad');
  expect(roles('Ready', 'Unknown')).toBe('unknown');
});

it('probes, tolerations and taints in kubectl’s words', () => {
  expect(
    describeProbe({
      httpGet: { path: '/healthz', port: 8080 },
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    }),
  ).toBe('http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3');
  expect(describeProbe({ exec: { command: ['cat', '/ok'] } })).toMatch(/^exec \[cat \/ok\] delay=0s/);
  expect(
    describeToleration({
      key: 'node.kubernetes.io/not-ready',
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    }),
  ).toBe('node.kubernetes.io/not-ready:NoExecute op=Exists for 300s');
  expect(describeToleration({ operator: 'Exists' })).toBe('op=Exists');
  expect(describeTaint({ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' })).toBe('dedicated=gpu:NoSchedule');
});

it('labels of fields read as words', () => {
  expect(labelOf('lastTransitionTime')).toBe('Last transition time');
  expect(labelOf('URL')).toBe('URL');
  expect(labelOf('replicas')).toBe('Replicas');
});

it('no object makes it throw, whatever a cluster sends', () => {
  const kinds = [...declaredKinds.map((kind) => kind.id), 'anything.example.com', 'roles.rbac.authorization.k8s.io'];
  const json = fc.jsonValue({ maxDepth: 4 });
  const keys = fc.constantFrom(
    'spec',
    'status',
    'data',
    'rules',
    'subjects',
    'endpoints',
    'ports',
    'involvedObject',
    'conditions',
    'template',
    'containers',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.dictionary(keys, json), json, (kind, fields, nested) => {
      const spec = {
        ...fields,
        template: { spec: fields },
        containers: [nested, fields],
        volumes: [nested],
        rules: [nested],
      };
      expect(() => detailsOf(kind, { metadata: meta, ...fields, spec, status: fields } as KubeObject)).not.toThrow();
    }),
    { numRuns: 300 },
  );
});
