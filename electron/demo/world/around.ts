import type { KeyPair } from '../pki.ts';
import type { Store } from '../store/store.ts';
import { loadLazy, madeUid } from './extras.ts';
import { labelsOf } from './template.ts';
import type { Workload } from './workload.ts';

/** What stands around workloads beside their services: certificates, volumes, and who may do what. */

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** The certificate that an Ingress names: a real one, so that whoever reads it has something to read. */
export function loadTls(store: Store, { app, namespace, name, created }: Workload, site: KeyPair): void {
  loadLazy(store, {
    resource: 'secrets',
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    name: `${name}-tls`,
    created,
    labels: labelsOf(app),
    rest: () => ({ type: 'kubernetes.io/tls', data: { 'tls.crt': encoded(site.cert), 'tls.key': encoded(site.key) } }),
  });
}

/** The volume that a pod of a StatefulSet keeps through its lives. */
export const claimName = (pod: string): string => `data-${pod}`;

const CLASS = 'fast';
const SIZE = '20Gi';

/** Claims of a StatefulSet's pods, each bound to a volume of its own. */
export function loadClaims(store: Store, workload: Workload): void {
  const { app, namespace, name, created, replicas } = workload;
  if (workload.kind !== 'StatefulSet' || app.special?.claim !== undefined) return;
  for (let at = 0; at < replicas; at++) {
    const claim = claimName(`${name}-${at}`);
    const uid = madeUid('persistentvolumeclaims', namespace, claim);
    const volume = `pvc-${uid}`;
    const shared = { accessModes: ['ReadWriteOnce'], storageClassName: CLASS, volumeMode: 'Filesystem' };
    loadLazy(store, {
      resource: 'persistentvolumeclaims',
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      namespace,
      name: claim,
      created,
      labels: labelsOf(app),
      rest: () => ({
        spec: { ...shared, resources: { requests: { storage: SIZE } }, volumeName: volume },
        status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: SIZE } },
      }),
    });
    loadLazy(store, {
      resource: 'persistentvolumes',
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      namespace: '',
      name: volume,
      created,
      rest: () => ({
        spec: {
          ...shared,
          capacity: { storage: SIZE },
          persistentVolumeReclaimPolicy: 'Delete',
          claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', namespace, name: claim, uid },
          csi: { driver: 'ebs.csi.example.com', volumeHandle: `vol-${uid.slice(0, 8)}`, fsType: 'ext4' },
        },
        status: { phase: 'Bound' },
      }),
    });
  }
}

const RBAC = 'rbac.authorization.k8s.io';

/** Who may do what in a namespace: its developers look, its pipeline deploys. */
export function loadAccess(store: Store, namespace: string, created: number): void {
  const at = { namespace, created };
  const binding = (name: string, kind: string, role: string, subjects: readonly object[]): void =>
    loadLazy(store, {
      ...at,
      resource: `rolebindings.${RBAC}`,
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      name,
      rest: () => ({ roleRef: { apiGroup: RBAC, kind, name: role }, subjects }),
    });
  loadLazy(store, {
    ...at,
    resource: 'serviceaccounts',
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    name: 'ci',
    rest: () => ({}),
  });
  loadLazy(store, {
    ...at,
    resource: `roles.${RBAC}`,
    apiVersion: `${RBAC}/v1`,
    kind: 'Role',
    name: 'deployer',
    rest: () => ({
      rules: [
        {
          verbs: ['get', 'list', 'watch', 'patch', 'update'],
          apiGroups: ['apps'],
          resources: ['deployments', 'statefulsets'],
        },
        { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log', 'services'] },
      ],
    }),
  });
  binding('deployer', 'Role', 'deployer', [{ kind: 'ServiceAccount', name: 'ci', namespace }]);
  binding('developers', 'ClusterRole', 'view', [{ kind: 'Group', apiGroup: RBAC, name: 'developers' }]);
}

/** Agents run as an account of their own. */
export function loadAccount(store: Store, { app, namespace, name, created }: Workload): void {
  if (app.flavour !== 'agent') return;
  loadLazy(store, {
    resource: 'serviceaccounts',
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    namespace,
    name,
    created,
    labels: labelsOf(app),
    rest: () => ({}),
  });
}
