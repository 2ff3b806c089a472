import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { KindProgress } from '../../../shared/contract/search.ts';
import type { ClusterFound } from '../../data/search/cluster-search.ts';
import { kindWords } from '../titles.ts';

/** One thing that was not searched, or only in part, and why. */
export interface SearchNote {
  readonly id: string;
  readonly text: string;
  /** Nothing to worry about: left out by choice. */
  readonly quiet: boolean;
}

const word = (kind: string): string => kindWords(kind, null);
const number = (count: number): string => count.toLocaleString('en-US');

/** At most three names, and how many more. */
function listed(names: readonly string[]): string {
  if (names.length <= 4) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more kinds`;
}

const inState = (
  kinds: readonly KindProgress[],
  ...states: readonly KindProgress['state'][]
): readonly KindProgress[] => kinds.filter(({ state }) => states.includes(state));

/** What of one cluster was not searched; empty when everything was. */
export function clusterNotes(name: string, { kinds, error }: ClusterFound): readonly SearchNote[] {
  if (error !== null) return [{ id: 'error', text: `${name} was not searched: ${error.message}`, quiet: false }];
  const notes: SearchNote[] = [];
  const say = (id: string, text: string, quiet = false): void => void notes.push({ id, text, quiet });
  const denied = inState(kinds, 'denied');
  if (denied.length > 0) say('denied', `Not allowed in ${name}: ${listed(denied.map(({ kind }) => word(kind)))}.`);
  for (const [reason, some] of Map.groupBy(inState(kinds, 'partly'), (one) => one.reason))
    say(
      `partly ${reason}`,
      `${capital(listed(some.map(({ kind }) => word(kind))))} of ${name}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`,
    );
  for (const { kind, reason } of inState(kinds, 'failed')) say(`failed ${kind}`, `${word(kind)} of ${name}: ${reason}`);
  for (const { kind, objects, about } of inState(kinds, 'limited')) {
    const of = about === null ? '' : ` of about ${number(about)}`;
    say(
      `limited ${kind}`,
      `${word(kind)} of ${name}: the first ${number(objects)}${of} only; open their list to have all.`,
    );
  }
  for (const { kind, objects } of inState(kinds, 'held').filter(({ shallow }) => shallow && settled(kinds)))
    say(`shallow ${kind}`, `Annotations and owners of ${number(objects)} ${word(kind)} in ${name} are not read.`, true);
  const left = inState(kinds, 'left-out').filter(({ reason }) => !reason.startsWith('The same'));
  for (const [reason, some] of Map.groupBy(left, (one) => one.reason))
    say(`left ${reason}`, `${capital(listed(some.map(({ kind }) => word(kind))))}: ${reason}`, true);
  return notes;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** While kinds are still read, what is shallow may not stay so. */
const settled = (kinds: readonly KindProgress[]): boolean =>
  kinds.every(({ state }) => state !== 'reading' && state !== 'waiting');

/** Open clusters that cannot answer now. */
export const awayNote = (name: string, { state, reason }: ClusterStatus): SearchNote => ({
  id: 'away',
  text: `${name} is not searched: ${reason ?? (state === 'connecting' ? 'it is connecting.' : `it is ${state.replaceAll('_', ' ')}.`)}`,
  quiet: false,
});

/** `41 kinds searched in 3 clusters`, with what is under way. */
export function progressText(found: readonly ClusterFound[]): string {
  const answering = found.filter(({ error }) => error === null);
  const searched = new Set<string>();
  let open = 0;
  for (const { kinds } of answering) {
    for (const { kind } of inState(kinds, 'held', 'read', 'partly', 'limited')) searched.add(kind);
    open += inState(kinds, 'waiting', 'reading').length;
  }
  const clusters = answering.length === 1 ? '1 cluster' : `${answering.length} clusters`;
  const kinds = searched.size === 1 ? '1 kind' : `${searched.size} kinds`;
  const more = open === 0 ? '' : `, ${open} more to read`;
  return `${kinds} searched in ${clusters}${more}`;
}
