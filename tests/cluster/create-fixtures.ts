/**
 * Creates fixtures on a plane of etcd and kube-apiserver alone: through the API, statuses through the status subresource, and then what
 * the API decides itself (creation and deletion times, managedFields) is rewritten in etcd. Needs `storage: 'application/json'`.
 */
import { randomUUID } from 'node:crypto';
import type { ControlPlane } from './controlplane.ts';
import { collectionPath, groupVersionOf, type ServedKind, servedKinds } from './discovery.ts';
import { type Fixture, isFields } from './fixtures.ts';
import { eventually } from './processes.ts';

/** An object with this annotation keeps its managedFields; the others lose them, for they are most of an object's bytes. */
export const KEEP_MANAGED_FIELDS = 'portolan.test/keep-managed-fields';
/** The value of this field of a fixture is merged over the stored object: for states that validation would refuse. */
const STORED = 'x-stored';
/** A fixture with this field is written to etcd under this key without asking the API: for what takes real keys and proofs to create. */
const KEY = 'x-key';

async function kindOf(plane: ControlPlane, fixture: Fixture): Promise<ServedKind> {
  return eventually(`${fixture.apiVersion} ${fixture.kind} is not served`, 20_000, async () => {
    const found = (await servedKinds(plane.client)).find(
      (kind) => kind.kind === fixture.kind && groupVersionOf(kind) === fixture.apiVersion,
    );
    if (!found) throw new Error('not in the discovery');
    return found;
  });
}

/** What is sent on creation: no status, no times, nothing meant for the store. */
function creation(fixture: Fixture): object {
  const { [STORED]: _stored, status: _status, metadata, ...rest } = fixture;
  const { creationTimestamp: _c, deletionTimestamp: _d, deletionGracePeriodSeconds: _g, ...kept } = metadata;
  return { ...rest, metadata: kept };
}

async function create(plane: ControlPlane, kind: ServedKind, fixture: Fixture): Promise<string> {
  const collection = collectionPath(kind, kind.namespaced ? (fixture.metadata.namespace ?? 'default') : undefined);
  const what = `${fixture.kind} ${fixture.metadata.name}`;
  try {
    const made = await plane.client.json('POST', collection, { body: creation(fixture) });
    if (kind.hasStatus && isFields(fixture.status)) {
      await plane.client.json('PATCH', `${collection}/${fixture.metadata.name}/status`, {
        body: { status: fixture.status },
        contentType: 'application/merge-patch+json',
      });
    }
    const uid = isFields(made) && isFields(made.metadata) ? made.metadata.uid : undefined;
    if (typeof uid !== 'string') throw new Error('the answer has no uid');
    return uid;
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** RFC 7386. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const result = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

const TIMES = ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'];

function rewritten(stored: Record<string, unknown>, fixture: Fixture | undefined): unknown {
  const metadata = isFields(stored.metadata) ? { ...stored.metadata } : {};
  const annotations = isFields(metadata.annotations) ? metadata.annotations : {};
  if (!(KEEP_MANAGED_FIELDS in annotations)) delete metadata.managedFields;
  for (const field of TIMES) if (fixture && field in fixture.metadata) metadata[field] = fixture.metadata[field];
  return mergePatch({ ...stored, metadata }, fixture?.[STORED] ?? {});
}

async function putDirectly(plane: ControlPlane, fixture: Fixture, key: string): Promise<void> {
  const { [KEY]: _key, ...object } = fixture;
  await plane.etcd.put(key, JSON.stringify({ ...object, metadata: { ...fixture.metadata, uid: randomUUID() } }));
}

async function rewriteStore(plane: ControlPlane, byUid: ReadonlyMap<string, Fixture>): Promise<void> {
  for (const { key, value } of await plane.etcd.list('/registry/')) {
    if (!value.startsWith('{')) continue;
    const stored: unknown = JSON.parse(value);
    if (!isFields(stored) || !isFields(stored.metadata)) continue;
    const uid = stored.metadata.uid;
    const text = JSON.stringify(rewritten(stored, typeof uid === 'string' ? byUid.get(uid) : undefined));
    if (text !== value.trim()) await plane.etcd.put(key, text);
  }
}

/** Creates all fixtures; namespaces that they name and do not bring are made. */
export async function createFixtures(plane: ControlPlane, fixtures: readonly Fixture[]): Promise<void> {
  const kinds = new Map<string, ServedKind>();
  const byUid = new Map<string, Fixture>();
  const brought = new Set(fixtures.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const named = fixtures.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined);
  const namespaces = new Set(named.filter((name) => !brought.has(name)));
  for (const name of namespaces) {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const { status } = await plane.client.send('POST', '/api/v1/namespaces', { body });
    if (status !== 201 && status !== 409) throw new Error(`namespace ${name}: ${status}`);
  }
  const failures: string[] = [];
  for (const fixture of fixtures) {
    const key = `${fixture.apiVersion} ${fixture.kind}`;
    const direct = fixture[KEY];
    try {
      if (typeof direct === 'string') {
        await putDirectly(plane, fixture, direct);
        continue;
      }
      const kind = kinds.get(key) ?? (await kindOf(plane, fixture));
      kinds.set(key, kind);
      byUid.set(await create(plane, kind, fixture), fixture);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (failures.length > 0) throw new Error(`the server refused fixtures:\n${failures.join('\n')}`);
  await rewriteStore(plane, byUid);
}
