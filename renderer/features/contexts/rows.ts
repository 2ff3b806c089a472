import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { ContextInfo, UserKind } from '../../../shared/contract/contexts.ts';
import type { Settings } from '../../../shared/settings.ts';
import { displayName } from '../../data/tabs.ts';

/** Which of the known contexts are shown. */
export type Shown = 'all' | 'open' | 'favourites' | 'hidden' | 'invalid';

/** One known context as the page shows it. */
export interface ContextRow {
  readonly type: 'context';
  readonly id: string;
  readonly info: ContextInfo;
  readonly name: string;
  readonly status: ClusterStatus | null;
  readonly marks: Settings['clusters'][string];
}

/** A file, above its contexts. */
export interface FileRow {
  readonly type: 'file';
  readonly id: string;
  readonly file: string;
  readonly count: number;
  /** The path that was added by hand here and brought it (itself, or its folder): it can be forgotten again. */
  readonly source: string | null;
}

export type PageRow = ContextRow | FileRow;

const NO_MARKS: Settings['clusters'][string] = {};

export function contextRows(
  contexts: readonly ContextInfo[],
  statuses: readonly ClusterStatus[],
  settings: Settings,
): readonly ContextRow[] {
  const open = new Map(statuses.map((status) => [status.clusterId, status]));
  return contexts.map((info) => ({
    type: 'context',
    id: info.clusterId,
    info,
    name: displayName(info.clusterId, settings),
    status: open.get(info.clusterId) ?? null,
    marks: settings.clusters[info.clusterId] ?? NO_MARKS,
  }));
}

export function isShown({ info, status, marks }: ContextRow, shown: Shown): boolean {
  switch (shown) {
    case 'all':
      return marks.hidden !== true;
    case 'open':
      return status !== null;
    case 'favourites':
      return marks.favourite === true;
    case 'hidden':
      return marks.hidden === true;
    case 'invalid':
      return info.status === 'invalid';
  }
}

/** Every word must be somewhere in what the row says, in any case. */
export function matchesWords(row: ContextRow, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { info, marks } = row;
  const said = [
    row.name,
    info.clusterName,
    info.file,
    info.server ?? '',
    info.user ?? '',
    info.namespace ?? '',
    userWords(info.userKind),
    row.status?.version ?? '',
    info.problem ?? '',
    ...(marks.tags ?? []),
  ];
  const haystack = said.join('\n').toLowerCase();
  return words.every((word) => haystack.includes(word));
}

/** Favourites first, then the order of discovery; below their files when grouped. */
export function pageRows(
  rows: readonly ContextRow[],
  { grouped, added }: { readonly grouped: boolean; readonly added: readonly string[] },
): readonly PageRow[] {
  const first = (row: ContextRow): number => (row.marks.favourite === true ? 0 : 1);
  const sorted = rows.toSorted((a, b) => first(a) - first(b));
  if (!grouped) return sorted;
  // Files keep their order of discovery, whatever favourites they hold.
  const files = new Map(rows.map((row) => [row.info.file, [] as ContextRow[]]));
  for (const row of sorted) files.get(row.info.file)?.push(row);
  return [...files].flatMap(([file, ofFile]): readonly PageRow[] => [
    { type: 'file', id: `file ${file}`, file, count: ofFile.length, source: sourceOf(file, added) },
    ...ofFile,
  ]);
}

function sourceOf(file: string, added: readonly string[]): string | null {
  const folder = file.replace(/[\\/][^\\/]*$/, '');
  return added.find((path) => path === file) ?? added.find((path) => path === folder) ?? null;
}

export function userWords(kind: UserKind): string {
  switch (kind) {
    case 'none':
      return 'no credentials';
    case 'token':
      return 'token';
    case 'token-file':
      return 'token file';
    case 'basic':
      return 'password';
    case 'certificate':
      return 'certificate';
    case 'program':
      return 'program';
    case 'oidc':
      return 'OIDC';
    case 'auth-provider':
      return 'auth provider';
  }
}

const DAY = 86_400_000;
/** A certificate that ends within this time is worth a warning. */
const SOON = 30 * DAY;

/** When a client certificate ends, in words. */
export function certificateWords(
  end: number | null,
  now: number,
): { readonly text: string; readonly tone: 'ok' | 'warn' | 'bad' } | null {
  if (end === null) return null;
  const days = Math.floor(Math.abs(end - now) / DAY);
  if (end <= now) return { text: days === 0 ? 'expired today' : `expired ${days} d ago`, tone: 'bad' };
  return { text: days === 0 ? 'ends today' : `${days} d`, tone: end - now < SOON ? 'warn' : 'ok' };
}
