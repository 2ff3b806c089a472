import type { Catalog, KindInfo } from '../../../shared/contract/catalog.ts';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { resolveKind } from '../../../shared/kinds/index.ts';
import type { KindSpec, StateRole } from '../../../shared/kinds/spec.ts';
import { type FindQuery, hasFlags, namesCluster, targetOf } from '../../../shared/search/grammar.ts';
import type { Settings } from '../../../shared/settings.ts';
import { kindTitle } from '../../resources/titles.ts';
import type { SettingsSection } from '../ui-store.ts';
import { shortPath } from '../words.ts';
import type { Rankable } from './rank.ts';

/** What the palette knows of an open cluster. */
export interface OpenCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly catalog: Catalog | null;
}

export interface PaletteItem extends Rankable {
  readonly icon: string;
  readonly detail?: string;
  /** At the right: what choosing it does, or its keys. */
  readonly hint?: string;
  readonly keys?: string;
  /** A shortcut's id: its keys are shown. */
  readonly shortcut?: string;
  readonly state?: StateRole;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly danger?: boolean;
  readonly does: PaletteAction;
}

/** An object of one cluster, as the palette opens it or acts on it. */
export interface PaletteObject {
  readonly clusterId: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
}

export type PaletteAction =
  | { readonly type: 'cluster'; readonly clusterId: string }
  | { readonly type: 'kind'; readonly clusterId: string; readonly kind: string }
  /** The list of a kind with this filter; namespaces `undefined` stay as they are, `null` are all. */
  | {
      readonly type: 'list';
      readonly clusterId: string;
      readonly kind: string;
      readonly filter: string;
      readonly namespaces: readonly string[] | null | undefined;
    }
  | ({ readonly type: 'object'; readonly tab?: string } & PaletteObject)
  | { readonly type: 'page'; readonly clusterId: string; readonly page: string }
  | { readonly type: 'namespaces'; readonly clusterId: string; readonly namespaces: readonly string[] | null }
  | { readonly type: 'action'; readonly clusterId: string; readonly run: () => void }
  | { readonly type: 'set'; readonly values: Partial<Settings> }
  | { readonly type: 'settings'; readonly section: SettingsSection }
  | { readonly type: 'search'; readonly text: string }
  | { readonly type: 'command'; readonly id: string };

/** Contexts: open ones first, each switches or opens; none is ever closed from here. */
export function clusterItems(
  contexts: readonly ContextInfo[],
  open: readonly string[],
  home: string,
  query: FindQuery,
  marks: Settings['clusters'] = {},
): readonly PaletteItem[] {
  if (query.kindsOnly || hasFlags(query)) return [];
  const place = (id: string) => (open.includes(id) ? open.indexOf(id) : open.length);
  return contexts
    .filter((context) => namesCluster(query, context.clusterName))
    .filter((context) => open.includes(context.clusterId) || isOffered(context, marks[context.clusterId], query))
    .toSorted((a, b) => place(a.clusterId) - place(b.clusterId))
    .map((context) => {
      const isOpen = open.includes(context.clusterId);
      const invalid = context.status === 'invalid';
      return {
        id: `cluster ${context.clusterId}`,
        label: context.clusterName,
        more: context.file,
        icon: 'compass',
        detail: invalid ? (context.problem ?? 'cannot be used') : shortPath(context.file, home),
        hint: invalid ? '' : isOpen ? 'open' : 'opens a tab',
        checked: isOpen,
        disabled: invalid,
        does: { type: 'cluster', clusterId: context.clusterId },
      } as const;
    });
}

/** Hidden contexts are out of the way; whoever types one's whole name wants it. */
export function isOffered(
  context: ContextInfo,
  mark: Settings['clusters'][string] | undefined,
  query: FindQuery,
): boolean {
  if (mark?.hidden !== true) return true;
  const typed = query.cluster ?? query.words.join(' ');
  return [context.clusterName, mark.displayName ?? ''].some(
    (name) => name !== '' && name.toLowerCase() === typed.toLowerCase(),
  );
}

/** Closed clusters offered for one `@name`: opening one is a choice, not a list to read. */
const MOST_CLOSED = 5;

/** A cluster in which a kind may be looked for; `kinds` as far as they are known. */
interface Asked {
  readonly clusterId: string;
  readonly name: string;
  readonly kinds: readonly NamedKind[];
  readonly closed: boolean;
}

/**
 * The clusters a query is about: the one in front; with `@name` every open one so named, and closed ones as far as the product knows
 * kinds by itself.
 */
export function askedClusters(
  clusters: readonly OpenCluster[],
  closed: readonly ContextInfo[],
  declared: readonly KindSpec[],
  active: string | null,
  query: FindQuery,
): readonly Asked[] {
  const several = query.cluster !== null;
  const wanted = clusters.filter(({ clusterId, name }) => (several ? namesCluster(query, name) : clusterId === active));
  const open = wanted.map(({ clusterId, name, catalog }) => ({
    clusterId,
    name: several ? name : '',
    kinds: catalog === null ? declared : listed(catalog),
    closed: false,
  }));
  if (!several || query.words.length === 0) return open;
  const others = closed
    .filter((context) => context.status === 'ok' && namesCluster(query, context.clusterName))
    .slice(0, MOST_CLOSED);
  return [
    ...open,
    ...others.map(({ clusterId, clusterName }) => ({ clusterId, name: clusterName, kinds: declared, closed: true })),
  ];
}

type NamedKind = Pick<KindInfo, 'id' | 'group' | 'version' | 'kind' | 'plural' | 'singular' | 'shortNames'>;
const listed = ({ kinds, source }: Catalog): readonly KindInfo[] =>
  kinds.filter(({ verbs }) => verbs.includes('list') || source === 'assumed');

/** Every kind by name; `:` or words alone choose among them. */
export function kindItems(
  asked: readonly Asked[],
  declared: readonly KindSpec[],
  query: FindQuery,
): readonly PaletteItem[] {
  if (hasFlags(query)) return [];
  const icons = new Map(declared.map((spec) => [spec.id, spec.icon]));
  return asked.flatMap(({ clusterId, name, kinds, closed }) =>
    kinds.map((info) => ({
      id: `kind ${clusterId} ${info.id}`,
      label: kindTitle(info.id, info),
      more: info.id,
      aliases: [info.plural, info.singular, info.id, ...info.shortNames],
      icon: icons.get(info.id) ?? 'puzzle',
      detail: [info.group, name].filter(Boolean).join(' · '),
      ...(closed ? { hint: 'opens a tab' } : {}),
      does: { type: 'kind', clusterId, kind: info.id } as const,
    })),
  );
}

/** `po -n kube-system`, `deploy web`: the list of that kind as it was asked for, in each cluster that has it. */
export function listItems(
  asked: readonly Asked[],
  declared: readonly KindSpec[],
  query: FindQuery,
): readonly PaletteItem[] {
  return asked.flatMap(({ clusterId, name: cluster, kinds, closed }) => {
    const { kind, name } = targetOf(query, (word) => resolveKind(kinds, word));
    if (kind === null || (name === '' && !hasFlags(query))) return [];
    const filter = [name, query.selector === null ? '' : `-l ${query.selector}`].filter(Boolean).join(' ');
    const namespaces = query.namespace !== null ? [query.namespace] : query.allNamespaces ? null : undefined;
    const where = query.namespace !== null ? `in ${query.namespace}` : query.allNamespaces ? 'in all namespaces' : '';
    return {
      id: `list ${clusterId} ${kind.id} ${filter} ${where}`,
      label: [kindTitle(kind.id, kind), filter === '' ? '' : `with ${filter}`, where].filter(Boolean).join(' '),
      icon: declared.find((spec) => spec.id === kind.id)?.icon ?? 'puzzle',
      detail: cluster,
      hint: closed ? 'opens a tab' : 'list',
      does: { type: 'list', clusterId, kind: kind.id, filter, namespaces },
    } as const;
  });
}

export function namespaceItems(
  clusterId: string | null,
  names: readonly string[],
  mayHaveAll: boolean,
  query: FindQuery,
): readonly PaletteItem[] {
  const plain = !query.kindsOnly && query.cluster === null && query.words.length > 0 && !hasFlags(query);
  if (clusterId === null || !plain) return [];
  const all: PaletteItem = {
    id: 'namespaces all',
    label: 'All Namespaces',
    icon: 'folder',
    does: { type: 'namespaces', clusterId, namespaces: null },
  };
  const each = names.map(
    (name): PaletteItem => ({
      id: `namespace ${name}`,
      label: name,
      aliases: [name],
      icon: 'folder',
      detail: 'Namespace',
      does: { type: 'namespaces', clusterId, namespaces: [name] },
    }),
  );
  return mayHaveAll ? [all, ...each] : each;
}

/** Settings that are one choice, and the pages of the others. */
export function settingItems(settings: Settings): readonly PaletteItem[] {
  const choice = (name: string, value: string, checked: boolean, values: Partial<Settings>): PaletteItem => ({
    id: `set ${name} ${value}`,
    label: `${name}: ${value}`,
    icon: 'sliders-horizontal',
    checked,
    does: { type: 'set', values },
  });
  const page = (section: SettingsSection, label: string, more = ''): PaletteItem => ({
    id: `settings ${section}`,
    label,
    more,
    icon: 'settings',
    detail: 'Settings',
    does: { type: 'settings', section },
  });
  const { theme, density, timeZone } = settings;
  return [
    choice('Theme', 'System', theme === 'system', { theme: 'system' }),
    choice('Theme', 'Light', theme === 'light', { theme: 'light' }),
    choice('Theme', 'Dark', theme === 'dark', { theme: 'dark' }),
    choice('Theme', 'High contrast', theme === 'high-contrast', { theme: 'high-contrast' }),
    choice('Density', 'Compact', density === 'compact', { density: 'compact' }),
    choice('Density', 'Comfortable', density === 'comfortable', { density: 'comfortable' }),
    choice('Time zone', 'This machine’s', timeZone === 'local', { timeZone: 'local' }),
    choice('Time zone', 'UTC', timeZone === 'utc', { timeZone: 'utc' }),
    page('general', 'General', 'start page namespaces background refresh duplicate contexts'),
    page('kubeconfigs', 'Kubeconfig Files and Folders', 'sources skipped'),
    page('guards', 'Guarded Clusters', 'production read-only confirm patterns'),
  ];
}
