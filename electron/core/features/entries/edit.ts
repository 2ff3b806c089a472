import type { Entries } from '../../../../shared/contract/entries.ts';
import type { HandlerInput } from '../../../../shared/contract/index.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { readAnswer, targetOf } from '../objects/fetch.ts';
import { httpError } from '../objects/status.ts';
import { entriesOf, type RawEntry, rawEntries, readRaw, textIn } from './read.ts';

export type Edit = Omit<HandlerInput<'entries.edit'>, 'clusterId'>;
type Change = Edit['changes'][number];

/** Source: `apimachinery/pkg/util/validation` IsConfigMapKey. */
const keyForm = /^[-._a-zA-Z0-9]+$/;

export function checkKey(key: string): void {
  const wrong =
    key.length > 253
      ? 'it may have 253 characters'
      : !keyForm.test(key)
        ? 'it may consist of letters, digits, "-", "_" and "."'
        : key === '.' || key === '..' || key.startsWith('..')
          ? 'it may not begin with ".."'
          : null;
  if (wrong !== null) throw new PortolanError('invalid', `${JSON.stringify(key)} cannot be a key: ${wrong}.`);
}

/** One merge patch of just the keys that change, bound to the version that was seen. */
export async function editEntries(cluster: Cluster, edit: Edit, signal: AbortSignal): Promise<Entries> {
  const ref = { kind: edit.kind, namespace: edit.namespace, name: edit.name };
  const held = await readRaw(cluster, ref, signal);
  const fields = patchOf(edit.kind, edit.changes, held.entries);
  const { path, words } = await targetOf(cluster, ref, signal);
  const response = await cluster.request(
    {
      method: 'PATCH',
      path: `${path}?fieldManager=portolan&fieldValidation=Strict${edit.dryRun ? '&dryRun=All' : ''}`,
      headers: { 'content-type': 'application/merge-patch+json', accept: 'application/json' },
      body: JSON.stringify({ metadata: { resourceVersion: edit.resourceVersion }, ...fields }),
    },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `${words} was not changed`);
  const node = readAnswer(response, words);
  return entriesOf(edit.kind, { node, entries: rawEntries(edit.kind, node) });
}

type Fields = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** The `data` and `binaryData` of the patch; `null` removes a key. Later changes see what earlier ones did. */
export function patchOf(kind: string, changes: readonly Change[], held: readonly RawEntry[]): Fields {
  const now = new Map(held.map((entry) => [entry.key, entry]));
  const touched = new Set<string>();
  for (const change of changes) {
    checkKey(change.type === 'rename' ? change.to : change.key);
    touched.add(change.key);
    if (change.type === 'remove') now.delete(change.key);
    else if (change.type === 'set') now.set(change.key, { key: change.key, ...bytesOf(kind, change.value) });
    else rename(now, touched, change);
  }
  const data = new Map<string, string | null>();
  const binary = new Map<string, string | null>();
  for (const key of touched) {
    const entry = now.get(key);
    const text =
      entry === undefined || entry.binary ? null : entry.bytes.toString(kind === 'secrets' ? 'base64' : 'utf8');
    data.set(key, text);
    if (kind === 'configmaps') binary.set(key, entry?.binary === true ? entry.bytes.toString('base64') : null);
  }
  // Object.fromEntries makes own fields: `__proto__` is a key like any other.
  return {
    data: Object.fromEntries(data),
    ...(binary.size === 0 ? {} : { binaryData: Object.fromEntries(binary) }),
  };
}

function rename(
  now: Map<string, RawEntry>,
  touched: Set<string>,
  { key, to }: Extract<Change, { type: 'rename' }>,
): void {
  const entry = now.get(key);
  if (entry === undefined) throw new PortolanError('not-found', `There is no key ${JSON.stringify(key)} to rename.`);
  if (now.has(to)) throw new PortolanError('invalid', `There is a key ${JSON.stringify(to)} already.`);
  now.delete(key);
  now.set(to, { ...entry, key: to });
  touched.add(to);
}

function bytesOf(kind: string, value: Extract<Change, { type: 'set' }>['value']): Pick<RawEntry, 'bytes' | 'binary'> {
  if ('text' in value) return { bytes: Buffer.from(value.text, 'utf8'), binary: false };
  const bytes = Buffer.from(value.base64, 'base64');
  // A ConfigMap keeps texts under `data`, whatever way they came.
  return { bytes, binary: kind === 'configmaps' && textIn(bytes) === null };
}

/** `set a, b; removed c; renamed d to e`: keys, never values. */
export function editWords(changes: readonly Change[]): string {
  const names = (type: Change['type']): string =>
    changes
      .filter((change) => change.type === type)
      .map(
        (change) => JSON.stringify(change.key) + (change.type === 'rename' ? ` to ${JSON.stringify(change.to)}` : ''),
      )
      .join(', ');
  return (['set', 'remove', 'rename'] as const)
    .map((type) => ({ type, keys: names(type) }))
    .filter(({ keys }) => keys !== '')
    .map(({ type, keys }) => `${type} ${keys}`)
    .join('; ');
}
