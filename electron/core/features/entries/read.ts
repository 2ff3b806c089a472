import type { Entries, EntryInfo } from '../../../../shared/contract/entries.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { fetchRaw, type Ref } from '../objects/fetch.ts';
import { field, type JsonNode, textOf } from '../objects/lossless.ts';
import { recognise } from './recognise.ts';

/** Keys that are looked into; an object is 1 MB at most, so there may be many tiny ones. */
const mostRead = 200;

/** One key with its bytes; never leaves the host. */
export interface RawEntry {
  readonly key: string;
  readonly bytes: Buffer;
  /** Under `binaryData` of a ConfigMap. */
  readonly binary: boolean;
}

export interface RawEntries {
  readonly node: JsonNode;
  readonly entries: readonly RawEntry[];
}

export async function readRaw(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<RawEntries> {
  const { node } = await fetchRaw(cluster, ref, signal);
  return { node, entries: rawEntries(ref.kind, node) };
}

export function rawEntries(kind: string, node: JsonNode): readonly RawEntry[] {
  const secret = kind === 'secrets';
  const of = (name: string, encoding: BufferEncoding): readonly RawEntry[] => {
    const fields = field(node, name);
    if (fields?.type !== 'object') return [];
    return fields.entries.map(({ key, value }) => ({
      key,
      bytes: Buffer.from(value.type === 'string' ? value.value : '', encoding),
      binary: name === 'binaryData',
    }));
  };
  const all = secret ? of('data', 'base64') : [...of('data', 'utf8'), ...of('binaryData', 'base64')];
  return all.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

/** What may be told of the keys. */
export async function entriesOf(kind: string, { node, entries }: RawEntries): Promise<Entries> {
  const told: EntryInfo[] = [];
  for (const [at, { key, bytes }] of entries.entries()) {
    const text = textIn(bytes);
    const content = text === null || at >= mostRead ? null : await recognise(key, text);
    told.push({ key, size: bytes.length, text: text !== null, content });
  }
  const immutable = field(node, 'immutable');
  return {
    kind,
    uid: textOf(node, 'metadata', 'uid'),
    resourceVersion: textOf(node, 'metadata', 'resourceVersion'),
    type: textOf(node, 'type'),
    immutable: immutable?.type === 'literal' && immutable.value === true,
    entries: told,
  };
}

/** The text, or `null` for bytes that are not UTF-8. */
export function textIn(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null; // Binary.
  }
}
