/**
 * `node tests/cluster/record.ts`: creates the fixtures on a plane of etcd and kube-apiserver alone and keeps the server's own answers in
 * `recordings/`: per kind the list, the Table with its objects and, for built-in kinds that are worth it, the list as protobuf; and the
 * discovery. The unit tests of the kinds and the demo server read them. The shapes are described in `recordings.ts`.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { createFixtures } from './create-fixtures.ts';
import { AGGREGATED, collectionPath, type ServedKind, servedKinds } from './discovery.ts';
import { isFields, loadFixtures } from './fixtures.ts';
import { recordAnswers } from './record-answers.ts';
import { type Recording, recordingName, recordingsFolder } from './recordings.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const freshFolder = `${recordingsFolder}.new`;
const LARGEST_DOCUMENT = 1_000_000;

/** Kinds whose protobuf body is kept: those that a selective reader is worth. `group/plural`. */
const WITH_PROTOBUF = new Set([
  '/pods',
  '/nodes',
  '/services',
  '/events',
  '/configmaps',
  '/secrets',
  '/namespaces',
  '/endpoints',
  '/persistentvolumes',
  '/persistentvolumeclaims',
  '/serviceaccounts',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
  'discovery.k8s.io/endpointslices',
  'networking.k8s.io/ingresses',
  'autoscaling/horizontalpodautoscalers',
  'coordination.k8s.io/leases',
]);

/** The Table, taken within one second of the clock, so that its ages can be computed again from `now`. */
async function tableAt(plane: ControlPlane, path: string): Promise<{ now: string; table: unknown }> {
  for (;;) {
    const before = new Date();
    const table = await plane.client.json('GET', `${path}?includeObject=Object`, { accept: TABLE });
    const after = new Date();
    if (Math.floor(before.getTime() / 1000) === Math.floor(after.getTime() / 1000)) {
      return { now: after.toISOString(), table };
    }
  }
}

async function record(plane: ControlPlane, kind: ServedKind): Promise<number> {
  const path = collectionPath(kind);
  const list = await plane.client.json('GET', path);
  const { now, table } = await tableAt(plane, path);
  const { group, version, kind: name, plural, namespaced } = kind;
  const recording = { group, version, kind: name, plural, namespaced, now, list, table };
  await writeFile(join(freshFolder, `${recordingName(kind)}.json`), lineByLine(recording));
  if (WITH_PROTOBUF.has(`${group}/${plural}`)) {
    const answer = await plane.client.send('GET', path, { accept: PROTOBUF });
    if (answer.status !== 200) throw new Error(`${path} as protobuf: ${answer.status}`);
    await writeFile(join(freshFolder, `${recordingName(kind)}.pb`), answer.body);
  }
  return isFields(list) && Array.isArray(list.items) ? list.items.length : 0;
}

/** JSON with one item, row or column per line: small, and a change shows as the line that changed. */
function lineByLine(recording: Omit<Recording, 'list' | 'table'> & { list: unknown; table: unknown }): string {
  const inner = (value: unknown): string => {
    if (!isFields(value)) return JSON.stringify(value);
    const members = Object.entries(value).map(([key, member]) => {
      const text = Array.isArray(member)
        ? `[\n${member.map((item) => JSON.stringify(item)).join(',\n')}\n]`
        : JSON.stringify(member);
      return `${JSON.stringify(key)}: ${text}`;
    });
    return `{\n${members.join(',\n')}\n}`;
  };
  const members = Object.entries(recording).map(([key, value]) => `${JSON.stringify(key)}: ${inner(value)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

async function keep(plane: ControlPlane, name: string, path: string, accept?: string): Promise<void> {
  const answer = await plane.client.send('GET', path, accept === undefined ? {} : { accept });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  if (answer.body.length > LARGEST_DOCUMENT) return;
  await writeFile(join(freshFolder, name), answer.body);
}

/**
 * The API server's own lease and its events carry the name of the machine: they go before anything is recorded (it renews the lease
 * only every ten seconds), and `checkNames` makes sure of it.
 */
async function forgetMachine(plane: ControlPlane): Promise<void> {
  await plane.client.json('DELETE', '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases');
  const own = await plane.kubectl([
    'get',
    'events',
    '-A',
    '--field-selector=reportingComponent=ipallocator-repair-controller',
    '-o',
    'name',
  ]);
  for (const name of own.split('\n').filter((line) => line !== '')) await plane.kubectl(['delete', name]);
}

/** @throws when a recording carries the name of the machine that made it. */
async function checkNames(folder: string): Promise<void> {
  const name = new RegExp(`["-]${hostname().replace(/[.]/g, '\\.')}"`);
  for (const file of await readdir(folder)) {
    if (file.startsWith('openapi')) continue;
    if (name.test(await readFile(join(folder, file), 'latin1')))
      throw new Error(`${file} carries the name of this machine`);
  }
}

/** Records every listable kind that `wanted` accepts, and says how many objects each has. */
async function recordAll(plane: ControlPlane, wanted: (kind: ServedKind) => boolean): Promise<void> {
  for (const kind of await servedKinds(plane.client)) {
    if (!kind.verbs.includes('list') || !wanted(kind)) continue;
    const count = await record(plane, kind);
    console.log(`${String(count).padStart(4)}  ${recordingName(kind)}${count === 0 ? '  (no object)' : ''}`);
  }
}

async function recordServer(): Promise<readonly ServedKind[]> {
  const plane = await startControlPlane({ name: 'record', storage: 'application/json' });
  try {
    await createFixtures(plane, await loadFixtures('objects', new Date()));
    await forgetMachine(plane);
    await recordAll(plane, () => true);
    await keep(plane, 'version.json', '/version');
    await keep(plane, 'discovery_api.json', '/api', AGGREGATED);
    await keep(plane, 'discovery_apis.json', '/apis', AGGREGATED);
    await keep(plane, 'openapi_v3.json', '/openapi/v3');
    await keep(plane, 'openapi_v3_api_v1.json', '/openapi/v3/api/v1');
    await keep(plane, 'openapi_v3_apis_apps_v1.json', '/openapi/v3/apis/apps/v1');
    const kinds = await servedKinds(plane.client);
    await recordAnswers(plane, freshFolder);
    return kinds;
  } finally {
    await plane.stop();
  }
}

/** Kinds that only a server with every switch on has. */
async function recordGated(already: readonly ServedKind[]): Promise<void> {
  const known = new Set(already.map(({ group, plural }) => `${group}/${plural}`));
  const plane = await startControlPlane({
    name: 'record-gated',
    storage: 'application/json',
    apiServerFlags: ['--runtime-config=api/all=true', '--feature-gates=AllAlpha=true,AllBeta=true'],
  });
  try {
    await createFixtures(plane, await loadFixtures('objects-gated', new Date()));
    await recordAll(plane, ({ group, plural }) => !known.has(`${group}/${plural}`));
  } finally {
    await plane.stop();
  }
}

// Everything into a new folder first: a recording that fails leaves the old ones as they are.
await rm(freshFolder, { recursive: true, force: true });
await mkdir(freshFolder, { recursive: true });
await recordGated(await recordServer());
await checkNames(freshFolder);
await rm(recordingsFolder, { recursive: true, force: true });
await rename(freshFolder, recordingsFolder);
