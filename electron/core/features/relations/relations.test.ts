import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OwnedObject, RelatedObject } from '../../../../shared/contract/relations.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: Awaited<ReturnType<typeof tempFolder>>;
let ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await tempFolder();
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  await folder.remove();
});

async function bed(options: DemoOptions = {}) {
  const server = await startDemoServer({ name: 'prod', pods: 60, nodes: 2, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, 'prod.yaml', server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file] });
  ends.push(() => host.close());
  const clusterId = 'prod.yaml:prod';
  await host.call('clusters.open', { clusterId });
  return { server, host, clusterId };
}

const lists = (server: DemoServer, resource?: string) =>
  server.stats.records({ verb: 'list', ...(resource === undefined ? {} : { resource }) });
const names = (objects: readonly RelatedObject[]): readonly string[] =>
  objects.map(({ kindName, name }) => `${kindName} ${name}`);
const shape = (objects: readonly OwnedObject[]): readonly unknown[] =>
  objects.map(({ kindName, owned }) => (owned.length === 0 ? kindName : [kindName, ...shape(owned)]));

const namespace = 'shop';
const object = (apiVersion: string, kind: string, name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace,
    uid: `uid-${kind}-${name}`,
    resourceVersion: '',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...metadata,
  },
  ...more,
});
const owner = (apiVersion: string, kind: string, name: string, uid = `uid-${kind}-${name}`) => ({
  ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
});
const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    serviceAccountName: 'runner',
    containers: [{ name: 'app', image: 'i', envFrom: [{ secretRef: { name: 'db' } }] }],
  },
};

/** A Deployment with a ReplicaSet and two pods, a Service in front, a Secret and a missing account behind. */
function load(server: DemoServer): void {
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  server.world.store.putObject('deployments.apps', object('apps/v1', 'Deployment', 'web', { spec, status: {} }));
  server.world.store.putObject(
    'replicasets.apps',
    object('apps/v1', 'ReplicaSet', 'web-1', { spec, status: {} }, owner('apps/v1', 'Deployment', 'web')),
  );
  // Owned by one that is gone: another ReplicaSet has had this name.
  const ghost = { ...owner('apps/v1', 'ReplicaSet', 'web-1', 'uid-of-the-old-one'), labels: { app: 'ghost' } };
  server.world.store.putObject('pods', object('v1', 'Pod', 'ghost', { spec: template.spec, status: {} }, ghost));
  for (const name of ['web-1-a', 'web-1-b']) {
    const meta = { ...owner('apps/v1', 'ReplicaSet', 'web-1'), labels: { app: 'web' } };
    server.world.store.putObject(
      'pods',
      object('v1', 'Pod', name, { spec: template.spec, status: { phase: 'Running' } }, meta),
    );
  }
  server.world.store.putObject('services', object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } }));
  server.world.store.putObject(
    'secrets',
    object('v1', 'Secret', 'db', { type: 'Opaque', data: { password: 'b3BlbiBzZXNhbWU=' } }),
  );
}

describe('relations.get', () => {
  test('a Deployment: its ReplicaSets and their pods by uid, what it uses with whether it exists, who selects it', async () => {
    const { host, server, clusterId } = await bed();
    load(server);
    const found = await host.call('relations.get', { clusterId, kind: 'deploy', namespace, name: 'web' });
    expect(shape(found.owned)).toEqual([['ReplicaSet', 'Pod', 'Pod']]);
    expect(found.uses.map(({ kindName, name, status }) => `${kindName} ${name} ${status}`)).toEqual([
      'Secret db ',
      'ServiceAccount runner does not exist',
    ]);
    expect(names(found.selectedBy)).toEqual(['Service web']);
    expect(found.notSearched).toEqual([]);
    expect(JSON.stringify(found)).not.toContain('b3BlbiBzZXNhbWU=');
    // Nothing is listed unpaged, and no Secret with its values.
    for (const { query, path } of lists(server)) expect(query, path).toMatch(/limit=|watch=|sendInitialEvents/);
  });

  test('a pod: owners from the top down, a vanished one is said to be gone', async () => {
    const { host, server, clusterId } = await bed();
    load(server);
    const found = await host.call('relations.get', { clusterId, kind: 'pods', namespace, name: 'web-1-a' });
    expect(names(found.owners)).toEqual(['Deployment web', 'ReplicaSet web-1']);
    const ghost = await host.call('relations.get', { clusterId, kind: 'pods', namespace, name: 'ghost' });
    expect(ghost.owners.map(({ status }) => status)).toEqual(['is gone; another has its name']);
    expect(ghost.selectedBy).toEqual([]);
  });

  test('a Secret: used by workloads and pods, each with the way', async () => {
    const { host, server, clusterId } = await bed();
    load(server);
    const { usedBy } = await host.call('relations.get', { clusterId, kind: 'secrets', namespace, name: 'db' });
    expect(names(usedBy)).toEqual(['Deployment web', 'Pod ghost', 'Pod web-1-a', 'Pod web-1-b']);
    expect(usedBy[0]?.how).toEqual(['environment of app, all keys']);
  });

  test('denied kinds are named and disturb nothing; a missing object is not-found', async () => {
    const rules = [{ verbs: ['get', 'list'], apiGroups: ['*'], resources: ['pods', 'deployments', 'replicasets'] }];
    const reader = { name: 'reader', signIn: { kind: 'token' as const, token: 't' }, rules };
    const { host, server, clusterId } = await bed({ users: [reader] });
    load(server);
    const found = await host.call('relations.get', { clusterId, kind: 'deploy', namespace, name: 'web' });
    expect(shape(found.owned)).toEqual([['ReplicaSet', 'Pod', 'Pod']]);
    expect(found.selectedBy).toEqual([]);
    expect(found.notSearched.map(({ words }) => words)).toContain('You may not list services in namespace shop.');
    expect(found.uses.map(({ status }) => status)).toEqual(['you may not read it', 'you may not read it']);
    const refusal = await host.refusal('relations.get', { clusterId, kind: 'pods', namespace, name: 'nobody' });
    expect(refusal.code).toBe('not-found');
  });
});

describe('nodes, services, namespaces, subjects', () => {
  test('a node: its pods that have not ended, filtered by the server', async () => {
    const { host, server, clusterId } = await bed();
    const node = (await host.call('views.open', { clusterId, kind: 'nodes' })).rows;
    const view = await host.until('nodes', () => {
      const seen = host.heard.find(
        (event) => event.topic === 'view:rows' && event.payload.kind.id === 'nodes' && event.payload.rows.length > 0,
      );
      return seen?.topic === 'view:rows' ? seen.payload.rows : node.length > 0 && node;
    });
    const name = view[0]?.name ?? '';
    const { pods, resources, podCapacity } = await host.call('relations.node', { clusterId, name });
    expect(pods.length).toBeGreaterThan(0);
    expect(resources[0]?.resource).toBe('cpu');
    expect(podCapacity).toBe('110');
    const asked = lists(server, 'pods').map(({ query }) => decodeURIComponent(query));
    expect(asked.join()).toContain(`spec.nodeName=${name},status.phase!=Succeeded,status.phase!=Failed`);
  });

  test('a service account: bindings that name it, directly or by group', async () => {
    const { host, server, clusterId } = await bed();
    const binding = (name: string, subjects: object[]) =>
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', name, {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
        subjects,
      });
    server.world.store.putObject(
      'rolebindings.rbac.authorization.k8s.io',
      binding('direct', [{ kind: 'ServiceAccount', name: 'ci', namespace }]),
    );
    server.world.store.putObject(
      'rolebindings.rbac.authorization.k8s.io',
      binding('other', [{ kind: 'User', name: 'ci' }]),
    );
    const { grants } = await host.call('relations.subject', {
      clusterId,
      kind: 'ServiceAccount',
      namespace,
      name: 'ci',
    });
    const own = grants.filter((grant) => grant.namespace === namespace);
    expect(own.map((grant) => `${grant.binding.name} ${grant.role.kind} ${grant.role.name}`)).toEqual([
      'direct Role r',
    ]);
  });

  test('a namespace: how many of each kind, quotas; a Service: endpoints', async () => {
    const { host, server, clusterId } = await bed();
    load(server);
    const { namespace: _, ...metadata } = object('v1', 'Namespace', namespace).metadata;
    server.world.store.putObject('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
    server.world.store.putObject(
      'resourcequotas',
      object('v1', 'ResourceQuota', 'q', { status: { hard: { pods: '4' }, used: { pods: '3' } } }),
    );
    const summary = await host.call('relations.namespace', { clusterId, name: namespace });
    expect(summary.counts.find(({ kind }) => kind === 'pods')?.count).toBe(3);
    expect(summary.quotas).toEqual([{ quota: 'q', resource: 'pods', used: '3', hard: '4', ratio: 0.75 }]);
    server.world.store.putObject(
      'endpointslices.discovery.k8s.io',
      object(
        'discovery.k8s.io/v1',
        'EndpointSlice',
        'web-x',
        { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }], ports: [] },
        { labels: { 'kubernetes.io/service-name': 'web' } },
      ),
    );
    const { ready, endpoints } = await host.call('relations.service', { clusterId, namespace, name: 'web' });
    expect([ready, endpoints.length]).toEqual([1, 1]);
  });
});
