import type { MatchPlace } from '../../../shared/contract/search.ts';
import { stableText } from '../../../shared/kinds/format.ts';
import type { KindSpec, KubeObject, StateRole } from '../../../shared/kinds/spec.ts';
import { ownersOf } from '../../../shared/kube/owners.ts';
import { rec } from '../../../shared/kube/read.ts';
import { labelLines } from '../store/project.ts';

/** What is kept of one object that was read for a search. */
export interface Haystack {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** `key=value` lines as the server wrote them. */
  readonly labels: string;
  /** Annotations, images and addresses, owners: one a line, in lower case, each behind the mark of its place. */
  readonly words: string;
  readonly role: StateRole;
  readonly status: string;
}

/** Longer values are data that somebody hid in an annotation (last-applied, checksums of everything): nobody searches them. */
const LONGEST_VALUE = 160;
const MOST_ANNOTATIONS = 24;

const MARKS = { annotation: '\u0001', image: '\u0002', owner: '\u0003' } as const;
const PLACE: Readonly<Record<string, MatchPlace>> = {
  [MARKS.annotation]: 'annotation',
  [MARKS.image]: 'image',
  [MARKS.owner]: 'owner',
};

/** `null` for what has no name: garbage is no result. `spec` is that of a kind that was read with more than its metadata. */
export function haystackOf(item: unknown, spec: KindSpec | null): Haystack | null {
  const object = rec(item);
  const metadata = rec(object.metadata);
  const { uid, name, namespace } = metadata;
  if (typeof uid !== 'string' || typeof name !== 'string') return null;
  const lines: string[] = [];
  for (const line of annotationLines(metadata.annotations)) lines.push(MARKS.annotation + line);
  for (const owner of ownersOf(object)) lines.push(`${MARKS.owner}${owner.kind}/${owner.name}`);
  let role: StateRole = 'unknown';
  let status = '';
  if (spec !== null) {
    try {
      // Read as the kind's columns read it.
      const read = item as KubeObject;
      for (const word of spec.search?.(read) ?? []) lines.push(MARKS.image + word);
      for (const word of addresses(spec, read)) lines.push(MARKS.image + word);
      role = spec.state(read).role;
      status = statusOf(spec, read);
    } catch {
      // A malformed object is found by its name.
    }
  }
  return {
    uid,
    name,
    namespace: typeof namespace === 'string' ? namespace : '',
    labels: labelLines(metadata.labels),
    words: lines.join('\n').toLowerCase(),
    role,
    status,
  };
}

function annotationLines(annotations: unknown): readonly string[] {
  return Object.entries(rec(annotations))
    .flatMap(([key, value]) => (typeof value === 'string' && value.length <= LONGEST_VALUE ? [`${key}=${value}`] : []))
    .slice(0, MOST_ANNOTATIONS);
}

/** Columns whose texts are addresses and hosts, by kubectl's titles. */
export const ADDRESSED =
  /^(?:IP|NODE|CLUSTER-IP|EXTERNAL-IP|INTERNAL-IP|HOSTS|ADDRESS|ENDPOINTS|ADDRESSES|VOLUME|CLAIM)$/;

function* addresses(spec: KindSpec, object: KubeObject): Generator<string> {
  for (const column of spec.columns) {
    if (column.format !== 'text' || !ADDRESSED.test(column.title)) continue;
    const text = stableText(column.value(object), 'text');
    if (text !== '' && !text.startsWith('<')) yield text;
  }
}

const STATUS = ['STATUS', 'READY', 'COMPLETIONS', 'PHASE'];
/** Which column says best how an object is. */
export const statusColumn = (titles: readonly string[]): number =>
  STATUS.map((title) => titles.indexOf(title)).find((at) => at >= 0) ?? -1;

function statusOf(spec: KindSpec, object: KubeObject): string {
  const column = spec.columns[statusColumn(spec.columns.map(({ title }) => title))];
  return column === undefined ? '' : stableText(column.value(object), column.format);
}

/** The line of `words` in which a word occurs, and what kind of line it is. */
export function findLine(words: string, word: string): { readonly place: MatchPlace; readonly text: string } | null {
  const at = words.indexOf(word);
  if (at < 0) return null;
  const start = words.lastIndexOf('\n', at) + 1;
  const end = words.indexOf('\n', at);
  const line = words.slice(start, end < 0 ? words.length : end);
  const place = PLACE[line.charAt(0)];
  return place === undefined ? { place: 'image', text: line } : { place, text: line.slice(1) };
}
