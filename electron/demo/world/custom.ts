import { hashText } from '../random.ts';
import type { Store } from '../store/store.ts';
import type { Fields } from '../types.ts';
import { timestamp } from '../types.ts';
import type { Plan } from './build.ts';
import { loadLazy } from './extras.ts';

interface Definition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly columns: readonly Fields[];
}

const column = (name: string, jsonPath: string, type = 'string', priority = 0, description = ''): Fields => ({
  name,
  jsonPath,
  type,
  ...(priority > 0 ? { priority } : {}),
  ...(description === '' ? {} : { description }),
});

const AGE = column('Age', '.metadata.creationTimestamp', 'date');
const READY = column('Ready', '.status.conditions[?(@.type=="Ready")].status');
const STATUS = column('Status', '.status.conditions[?(@.type=="Ready")].message', 'string', 1);

export const CERTIFICATE: Definition = {
  group: 'cert-manager.io',
  version: 'v1',
  kind: 'Certificate',
  plural: 'certificates',
  shortNames: ['cert', 'certs'],
  categories: ['cert-manager'],
  scope: 'Namespaced',
  columns: [
    READY,
    column('Secret', '.spec.secretName'),
    column('Issuer', '.spec.issuerRef.name', 'string', 1),
    STATUS,
    AGE,
  ],
};
const ISSUER: Definition = {
  group: 'cert-manager.io',
  version: 'v1',
  kind: 'ClusterIssuer',
  plural: 'clusterissuers',
  shortNames: ['ciss'],
  categories: ['cert-manager'],
  scope: 'Cluster',
  columns: [READY, STATUS, AGE],
};
const APPLICATION: Definition = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  kind: 'Application',
  plural: 'applications',
  shortNames: ['app', 'apps'],
  categories: [],
  scope: 'Namespaced',
  columns: [
    column('Sync Status', '.status.sync.status'),
    column('Health Status', '.status.health.status'),
    column('Revision', '.status.sync.revision', 'string', 10),
    column('Project', '.spec.project', 'string', 10),
  ],
};
/** Columns as nobody should write them: two of one title, a list, an object, a date that is none, a wildcard. */
const WIDGET: Definition = {
  group: 'awkward.example.com',
  version: 'v1beta1',
  kind: 'Widget',
  plural: 'widgets',
  shortNames: ['wg'],
  categories: ['all'],
  scope: 'Namespaced',
  columns: [
    column('State', '.status.state'),
    column('State', '.spec.state'),
    column('Parts', '.spec.parts'),
    column('First Part', '.spec.parts[*].name'),
    column('Weight', '.spec.weight', 'integer'),
    column('Ratio', '.spec.ratio', 'number'),
    column('Ok', '.status.ok', 'boolean'),
    column('Since', '.status.since', 'date'),
    column('Owner', ".metadata.annotations['example\\.com/owner']"),
    column('Details', '.spec.details', 'string', 1),
  ],
};
export const DEFINITIONS: readonly Definition[] = [CERTIFICATE, ISSUER, APPLICATION, WIDGET];

function loadDefinition(store: Store, definition: Definition, created: number): void {
  const { group, version, kind, plural, shortNames, categories, scope, columns } = definition;
  const names = {
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    shortNames,
    ...(categories.length > 0 ? { categories } : {}),
  };
  const accepted = (type: string, reason: string, message: string): Fields => ({
    type,
    status: 'True',
    lastTransitionTime: timestamp(created),
    reason,
    message,
  });
  loadLazy(store, {
    resource: 'customresourcedefinitions.apiextensions.k8s.io',
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    namespace: '',
    name: `${plural}.${group}`,
    created,
    rest: () => ({
      spec: {
        group,
        names,
        scope,
        versions: [
          {
            name: version,
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
              },
            },
            subresources: { status: {} },
            additionalPrinterColumns: columns,
          },
        ],
        conversion: { strategy: 'None' },
      },
      status: {
        conditions: [
          accepted('NamesAccepted', 'NoConflicts', 'no conflicts found'),
          accepted('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
        ],
        acceptedNames: names,
        storedVersions: [version],
      },
    }),
  });
}

function loadOne(
  store: Store,
  definition: Definition,
  namespace: string,
  name: string,
  created: number,
  rest: () => Fields,
  annotations?: Readonly<Record<string, string>>,
): void {
  const { group, version, kind, plural } = definition;
  loadLazy(store, {
    resource: `${plural}.${group}`,
    apiVersion: `${group}/${version}`,
    kind,
    namespace,
    name,
    created,
    rest,
    ...(annotations ? { annotations } : {}),
  });
}

const ready = (yes: boolean, at: number, message: string): Fields => ({
  conditions: [
    {
      type: 'Ready',
      status: yes ? 'True' : 'False',
      reason: yes ? 'Ready' : 'DoesNotExist',
      message,
      lastTransitionTime: timestamp(at),
      observedGeneration: 1,
    },
  ],
});

/** Custom resources of operators everybody knows, and one kind with awkward printer columns. */
export function loadCustom(store: Store, plan: Plan, now: number, widgets: number): void {
  const created = now - 300 * 86_400_000;
  for (const definition of DEFINITIONS) loadDefinition(store, definition, created);
  loadOne(store, ISSUER, '', 'letsencrypt', created, () => ({
    spec: { acme: { server: 'https://acme.example.com/directory', email: 'platform@example.com' } },
    status: ready(true, created, 'The ACME account was registered with the ACME server'),
  }));
  for (const workload of plan.workloads.slice(0, 400)) {
    const { namespace, name, app } = workload;
    if (app.seed % 5 === 0) {
      const fine = app.seed % 35 !== 0;
      const message = fine
        ? 'Certificate is up to date and has not expired'
        : 'Issuing certificate as Secret does not exist';
      loadOne(store, CERTIFICATE, namespace, `${name}-tls`, workload.created, () => ({
        spec: {
          secretName: `${name}-tls`,
          dnsNames: [`${name}.example.com`],
          issuerRef: { kind: 'ClusterIssuer', name: 'letsencrypt' },
        },
        status: { ...ready(fine, workload.created, message), notAfter: timestamp(now + 60 * 86_400_000), revision: 3 },
      }));
    }
    if (app.seed % 3 === 0) {
      const health = ['Healthy', 'Healthy', 'Healthy', 'Progressing', 'Degraded'][app.seed % 5];
      const revision = hashText(name, 4).toString(16).padStart(8, '0').repeat(5);
      loadOne(store, APPLICATION, 'argocd', `${namespace}-${name}`, workload.created, () => ({
        spec: {
          project: 'default',
          source: { repoURL: `https://git.example.com/${namespace}/deploy.git`, path: name, targetRevision: 'main' },
          destination: { server: 'https://kubernetes.default.svc', namespace },
        },
        status: { sync: { status: app.seed % 7 === 0 ? 'OutOfSync' : 'Synced', revision }, health: { status: health } },
      }));
    }
  }
  loadWidgets(store, plan, now, widgets);
}

function loadWidgets(store: Store, plan: Plan, now: number, count: number): void {
  const [home = 'default'] = plan.namespaces.filter((name) => !name.startsWith('kube-')).slice(-1);
  const awkward: readonly [string, Fields, Fields, Readonly<Record<string, string>>][] = [
    [
      'complete',
      {
        state: 'wanted',
        parts: [{ name: 'gear', z: 1, a: 2 }, { name: 'axle' }],
        weight: 12.7,
        ratio: 0.25,
        details: { b: 1, a: ['<x>', '&'] },
      },
      { state: 'built', ok: true, since: timestamp(now - 86_400_000 * 3) },
      { 'example.com/owner': 'team "gears"' },
    ],
    ['broken-dates', { weight: 'heavy', ratio: 'half' }, { since: 'yesterday', ok: 'yes' }, {}],
    ['empty', {}, {}, {}],
    ['multi-line', { state: 'first line\nsecond line', parts: [] }, { state: 'a\tb', since: '' }, {}],
  ];
  for (const [name, spec, status, annotations] of awkward)
    loadOne(store, WIDGET, home, name, now - 86_400_000 * 9, () => ({ spec, status }), annotations);
  for (let i = 1; i <= count; i++) {
    const name = `widget-${String(i).padStart(6, '0')}`;
    const namespace = plan.namespaces[i % plan.namespaces.length] ?? home;
    const rest = (): Fields => ({
      spec: {
        state: i % 3 === 0 ? 'wanted' : 'spare',
        weight: i % 100,
        ratio: (i % 10) / 10,
        parts: [{ name: `part-${i % 7}` }],
      },
      status: { state: i % 5 === 0 ? 'broken' : 'built', ok: i % 5 !== 0, since: timestamp(now - i * 1000) },
    });
    loadOne(store, WIDGET, namespace, name, now - i * 60_000, rest);
  }
}
