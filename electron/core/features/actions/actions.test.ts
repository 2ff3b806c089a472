import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallInput } from '../../../../shared/contract/index.ts';
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

interface Bed {
  readonly server: DemoServer;
  readonly host: TestHost;
  readonly id: string;
}

async function bed(options: DemoOptions = {}, settings: Parameters<typeof TestHost.open>[0]['settings'] = {}) {
  const server = await startDemoServer({ name: 'prod', pods: 20, nodes: 2, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, 'prod.yaml', server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file], settings });
  ends.push(() => host.close());
  const id = 'prod.yaml:prod';
  await host.call('clusters.open', { clusterId: id });
  const made: Bed = { server, host, id };
  return made;
}

const meta = (name: string, more: object = {}) => ({
  name,
  namespace: 'default',
  uid: `uid-${name}`,
  resourceVersion: '',
  creationTimestamp: '2026-01-01T00:00:00Z',
  ...more,
});
const template = (name: string, image: string, labels: object = {}) => ({
  metadata: { creationTimestamp: null, labels: { app: name, ...labels } },
  spec: { containers: [{ name: 'main', image }], initContainers: [{ name: 'init', image: 'busybox' }] },
});
const deployment = (name: string, spec: object = {}, annotations: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta(name, { annotations }),
  spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: template(name, 'i:2'), ...spec },
  status: {},
});
const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true, blockOwnerDeletion: true },
];
const replicaSet = (name: string, of: string, revision: string, image: string, annotations: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta(name, {
    labels: { app: of, 'pod-template-hash': name },
    annotations: { 'deployment.kubernetes.io/revision': revision, ...annotations },
    ownerReferences: owner('Deployment', of),
  }),
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: of, 'pod-template-hash': name } },
    template: template(of, image, { 'pod-template-hash': name }),
  },
  status: { replicas: 0 },
});
const controllerRevision = (name: string, of: string, revision: number, image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: meta(name, { labels: { app: of }, ownerReferences: owner('StatefulSet', of) }),
  data: { spec: { template: { ...template(of, image), $patch: 'replace' } } },
  revision,
});
const cronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: meta('nightly'),
  spec: {
    schedule: '0 3 * * *',
    suspend: false,
    jobTemplate: {
      metadata: { labels: { team: 'a' }, annotations: { why: 'books' } },
      spec: {
        backoffLimit: 3,
        template: { spec: { containers: [{ name: 'main', image: 'i' }], restartPolicy: 'Never' } },
      },
    },
  },
  status: {},
};

type RunInput = CallInput<'actions.run'>;
const of = (kind: string, name: string): RunInput['target'] => ({ kind, namespace: 'default', name });
const run = ({ host, id }: Bed, action: RunInput['action'], target: RunInput['target'], dryRun = false) =>
  host.call('actions.run', { clusterId: id, action, target, dryRun });
const refused = ({ host, id }: Bed, action: RunInput['action'], target: RunInput['target']) =>
  host.refusal('actions.run', { clusterId: id, action, target });
const stored = ({ server }: Bed, kind: string, name: string, namespace = 'default') =>
  server.world.store.collection(kind).get(namespace, name)?.render();

describe('rollback', () => {
  const history = ({ server }: Bed) => {
    const { store } = server.world;
    const now = { 'deployment.kubernetes.io/revision': '2', owner: 'me' };
    store.putObject('deployments.apps', deployment('web', {}, now));
    store.putObject(
      'replicasets.apps',
      replicaSet('web-a', 'web', '1', 'i:1', { 'kubernetes.io/change-cause': 'first' }),
    );
    store.putObject('replicasets.apps', replicaSet('web-b', 'web', '2', 'i:2'));
    // Same labels, another owner: no revision of it.
    const foreign = replicaSet('web-x', 'web', '9', 'i:9');
    store.putObject('replicasets.apps', { ...foreign, metadata: { ...foreign.metadata, ownerReferences: [] } });
  };

  test('a Deployment gets the template and the annotations of the revision before, without its hash', async () => {
    const at = await bed();
    history(at);
    const ref = { clusterId: at.id, kind: 'deploy', namespace: 'default', name: 'web' };
    const { revisions } = await at.host.call('actions.revisions', ref);
    expect(revisions).toMatchObject([
      { revision: 2, name: 'web-b', images: ['i:2'], current: true },
      { revision: 1, name: 'web-a', images: ['i:1'], changeCause: 'first', current: false },
    ]);
    const diff = await at.host.call('actions.revision', ref);
    expect([diff.revision, diff.same]).toEqual([1, false]);
    expect(diff.current).toContain('image: i:2');
    expect(diff.wanted).toContain('image: i:1');
    expect(diff.wanted).not.toContain('pod-template-hash');
    expect(await run(at, { id: 'rollback' }, of('deployments.apps', 'web'), true)).toEqual({
      said: 'rolled back to revision 1',
    });
    expect(JSON.stringify(stored(at, 'deployments.apps', 'web'))).toContain('i:2');
    await run(at, { id: 'rollback' }, of('deployments.apps', 'web'));
    const after = stored(at, 'deployments.apps', 'web');
    expect(after?.spec).toMatchObject({ replicas: 2, template: template('web', 'i:1') });
    expect(JSON.stringify(after?.spec)).not.toContain('pod-template-hash');
    expect(after?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/revision': '2',
      'kubernetes.io/change-cause': 'first',
    });
    expect((await run(at, { id: 'rollback', revision: 1 }, of('deployments.apps', 'web'))).said).toBe(
      'skipped rollback (current template already matches revision 1)',
    );
    expect((await refused(at, { id: 'rollback', revision: 7 }, of('deployments.apps', 'web'))).code).toBe('not-found');
  });

  test('a paused Deployment is refused, another object of the name too, and one without a past says so', async () => {
    const at = await bed();
    history(at);
    const stranger = { ...of('deployments.apps', 'web'), uid: 'uid-of-before' };
    expect((await refused(at, { id: 'rollback' }, stranger)).code).toBe('conflict');
    at.server.world.store.putObject('deployments.apps', deployment('web', { paused: true }));
    expect(await refused(at, { id: 'rollback' }, of('deployments.apps', 'web'))).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('paused'),
    });
    at.server.world.store.putObject('deployments.apps', deployment('new'));
    expect((await refused(at, { id: 'rollback' }, of('deployments.apps', 'new'))).code).toBe('not-found');
  });

  test('a StatefulSet gets the data of its ControllerRevision', async () => {
    const at = await bed();
    const { store } = at.server.world;
    store.putObject('statefulsets.apps', { ...deployment('db'), kind: 'StatefulSet' });
    store.putObject('controllerrevisions.apps', controllerRevision('db-1', 'db', 1, 'i:1'));
    store.putObject('controllerrevisions.apps', controllerRevision('db-2', 'db', 2, 'i:2'));
    expect((await run(at, { id: 'rollback', revision: 2 }, of('sts', 'db'))).said).toContain('skipped rollback');
    expect((await run(at, { id: 'rollback' }, of('sts', 'db'))).said).toBe('rolled back to revision 1');
    expect(stored(at, 'statefulsets.apps', 'db')?.spec).toMatchObject({ template: template('db', 'i:1') });
    expect(JSON.stringify(stored(at, 'statefulsets.apps', 'db'))).not.toContain('$patch');
  });
});

describe('what changes fields', () => {
  test('pause and resume say when there is nothing to do, and another object of the name is a conflict', async () => {
    const at = await bed();
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    const web = of('deployments.apps', 'web');
    expect(await refused(at, { id: 'resume' }, web)).toMatchObject({
      code: 'invalid',
      message: 'Deployment default/web is not paused.',
    });
    await run(at, { id: 'pause' }, { ...web, uid: 'uid-web' });
    expect(stored(at, 'deployments.apps', 'web')?.spec).toMatchObject({ paused: true });
    expect((await refused(at, { id: 'pause' }, web)).message).toBe('Deployment default/web is already paused.');
    await run(at, { id: 'resume' }, web);
    expect(stored(at, 'deployments.apps', 'web')?.spec).not.toHaveProperty('paused');
    for (const action of [
      { id: 'pause' },
      { id: 'restart' },
      { id: 'scale', replicas: 9 },
      { id: 'set-image', images: { main: 'x' } },
      { id: 'label', set: { a: 'b' } },
    ] as const)
      expect((await refused(at, action, { ...web, uid: 'uid-of-before' })).code).toBe('conflict');
    expect(stored(at, 'deployments.apps', 'web')?.metadata).not.toHaveProperty('labels');
  });

  test('set image changes the container that is named, init containers too, and no other', async () => {
    const at = await bed();
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    const web = of('deployments.apps', 'web');
    expect((await refused(at, { id: 'set-image', images: { no: 'x' } }, web)).code).toBe('not-found');
    await run(at, { id: 'set-image', images: { main: 'i:3' } }, web);
    expect(stored(at, 'deployments.apps', 'web')?.spec).toMatchObject({ template: template('web', 'i:3') });
    await run(at, { id: 'set-image', images: { init: 'alpine' } }, web);
    expect(JSON.stringify(stored(at, 'deployments.apps', 'web')?.spec)).toContain('"alpine"');
  });

  test('labels and annotations: what is named is set or removed, the rest stays', async () => {
    const at = await bed();
    const { store } = at.server.world;
    const metadata = meta('c', { labels: { a: '1', b: '2' }, annotations: { x: 'y' } });
    store.putObject('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
    const c = of('configmaps', 'c');
    expect((await run(at, { id: 'label', set: { c: '3' }, remove: ['a'] }, c)).said).toBe('1 label set, 1 removed');
    expect(stored(at, 'configmaps', 'c')?.metadata.labels).toEqual({ b: '2', c: '3' });
    await run(at, { id: 'annotate', set: { 'team/owner': 'two\nlines' } }, c);
    expect(stored(at, 'configmaps', 'c')?.metadata.annotations).toEqual({ x: 'y', 'team/owner': 'two\nlines' });
    expect((await refused(at, { id: 'label' }, c)).code).toBe('invalid');
  });

  test('finalizers go whole; a namespace’s own go through their subresource', async () => {
    const at = await bed();
    const { store } = at.server.world;
    const metadata = meta('c', { finalizers: ['shop.example/books'], deletionTimestamp: '2026-01-02T00:00:00Z' });
    store.putObject('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
    expect((await run(at, { id: 'finalizers' }, of('configmaps', 'c'))).said).toBe('removed shop.example/books');
    expect(stored(at, 'configmaps', 'c')).toBeUndefined();
    store.putObject('namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'old', uid: 'uid-old', resourceVersion: '', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    const old = { kind: 'namespaces', namespace: '', name: 'old' };
    expect((await run(at, { id: 'finalizers' }, old)).said).toBe('removed kubernetes');
    expect(JSON.stringify(stored(at, 'namespaces', 'old', '')?.spec)).not.toContain('kubernetes');
    expect((await refused(at, { id: 'finalizers' }, old)).code).toBe('invalid');
  });
});

describe('jobs', () => {
  test('a CronJob is triggered as kubectl does it, and suspended and resumed', async () => {
    const at = await bed();
    at.server.world.store.putObject('cronjobs.batch', cronJob);
    const nightly = of('cronjobs.batch', 'nightly');
    const { made, said } = await run(at, { id: 'trigger' }, nightly);
    expect(made?.name).toMatch(/^nightly-manual-[a-z0-9]{5}$/);
    expect(said).toBe(`started Job ${made?.name}`);
    const job = stored(at, 'jobs.batch', made?.name ?? '');
    expect(job?.metadata).toMatchObject({
      labels: { team: 'a' },
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', why: 'books' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: 'uid-nightly', controller: true },
      ],
    });
    expect(job?.metadata.ownerReferences?.[0]).not.toHaveProperty('blockOwnerDeletion');
    expect(job?.spec).toMatchObject({ backoffLimit: 3 });
    expect((await run(at, { id: 'trigger', jobName: 'by-hand' }, nightly)).made?.name).toBe('by-hand');
    expect((await refused(at, { id: 'trigger', jobName: 'by-hand' }, nightly)).code).toBe('already-exists');
    await run(at, { id: 'suspend' }, nightly);
    expect(stored(at, 'cronjobs.batch', 'nightly')?.spec).toMatchObject({ suspend: true });
    await run(at, { id: 'unsuspend' }, nightly);
    expect(stored(at, 'cronjobs.batch', 'nightly')?.spec).toMatchObject({ suspend: false });
  });
});

describe('scale and evict', () => {
  test('the autoscaler in charge is named', async () => {
    const at = await bed();
    const { store } = at.server.world;
    store.putObject('deployments.apps', deployment('web'));
    const info = { clusterId: at.id, kind: 'deployments.apps', namespace: 'default', name: 'web' };
    expect(await at.host.call('actions.scaleInfo', info)).toEqual({ wanted: 2, running: 0, autoscaler: null });
    store.putObject('horizontalpodautoscalers.autoscaling', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: meta('web-hpa'),
      spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 9 },
      status: {},
    });
    expect((await at.host.call('actions.scaleInfo', info)).autoscaler).toEqual({ name: 'web-hpa', min: 1, max: 9 });
  });

  test('an eviction that a disruption budget forbids is refused in the budget’s own words', async () => {
    const at = await bed();
    const { store } = at.server.world;
    const labels = { app: 'guarded' };
    store.putObject('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta('g', { labels }),
      spec: { containers: [{ name: 'main', image: 'i' }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    });
    const budget = (desired: number) => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: meta('keep'),
      spec: { minAvailable: 1, selector: { matchLabels: labels } },
      status: { disruptionsAllowed: 1 - desired, desiredHealthy: desired, currentHealthy: 1, expectedPods: 1 },
    });
    store.putObject('poddisruptionbudgets.policy', budget(1));
    const pod = of('pods', 'g');
    expect(await refused(at, { id: 'evict' }, pod)).toMatchObject({
      code: 'too-many-requests',
      message: expect.stringMatching(
        /Cannot evict pod as it would violate the pod's disruption budget\. The disruption budget keep needs 1 healthy pods and has 1 currently\./,
      ),
    });
    store.putObject('poddisruptionbudgets.policy', budget(0));
    expect((await refused(at, { id: 'evict' }, { ...pod, uid: 'uid-of-before' })).code).toBe('conflict');
    expect(await run(at, { id: 'evict' }, pod, true)).toEqual({ said: 'evicted' });
    expect(stored(at, 'pods', 'g')?.metadata).not.toHaveProperty('deletionTimestamp');
    expect(await run(at, { id: 'evict' }, { ...pod, uid: 'uid-g' })).toEqual({ said: 'evicted' });
    expect((await refused(at, { id: 'evict' }, of('configmaps', 'x'))).code).toBe('unsupported');
  });
});

describe('actions.available', () => {
  test('what the kind has, in one order; what its state and rights forbid, with the reason', async () => {
    const rules = [
      { verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments'] },
      { verbs: ['delete'], apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'] },
    ];
    const at = await bed({ users: [{ name: 'dev', signIn: { kind: 'token', token: 't' }, rules }] });
    at.server.world.store.putObject('deployments.apps', deployment('web', { paused: true }));
    const web = of('deployments.apps', 'web');
    const { actions } = await at.host.call('actions.available', { clusterId: at.id, targets: [web] });
    expect(Object.fromEntries(actions.map(({ id, disabled }) => [id, disabled]))).toEqual({
      edit: 'You may not update deployments in namespace default',
      scale: 'You may not patch deployments/scale in namespace default',
      restart: 'Paused: resume it first',
      rollback: 'Paused: resume it first',
      pause: 'Already paused',
      resume: null,
      'set-image': null,
      label: null,
      annotate: null,
      finalizers: 'It has none',
      delete: null,
    });
    expect(actions.at(-1)?.id).toBe('delete');
    const asked = at.server.stats.records({}).filter(({ path }) => path.includes('selfsubjectaccessreviews')).length;
    await at.host.call('actions.available', { clusterId: at.id, targets: [web] });
    const again = at.server.stats.records({}).filter(({ path }) => path.includes('selfsubjectaccessreviews')).length;
    expect([asked, again]).toEqual([4, 4]);
    const many = await at.host.call('actions.available', { clusterId: at.id, targets: [web], count: 40 });
    expect(many.actions.map(({ id }) => id)).not.toContain('edit');
    expect(many.actions.find(({ id }) => id === 'delete')?.disabled).toContain('You may not delete deployments');
  });

  test('on a read-only cluster nothing can be done, and the host refuses whoever tries', async () => {
    const at = await bed({}, { guardPatterns: ['prod*'], guardMode: 'read-only' });
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    const web = of('deployments.apps', 'web');
    const { actions } = await at.host.call('actions.available', { clusterId: at.id, targets: [web] });
    expect(new Set(actions.map(({ disabled }) => disabled))).toEqual(new Set(['prod is read-only']));
    for (const action of [
      { id: 'pause' },
      { id: 'set-image', images: { main: 'x' } },
      { id: 'scale', replicas: 1 },
      { id: 'label', set: { a: 'b' } },
    ] as const)
      expect((await refused(at, action, web)).code).toBe('read-only');
    const start = { clusterId: at.id, action: { id: 'restart' as const }, targets: [web] };
    expect((await at.host.refusal('operations.start', start)).code).toBe('read-only');
    const writes = at.server.stats.records({}).filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method));
    expect(writes).toEqual([]);
  });
});
