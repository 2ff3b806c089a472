import type { Catalog, KindInfo } from '../../../shared/contract/catalog.ts';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import type { KindSpec } from '../../../shared/kinds/spec.ts';
import { kindTitle } from '../../resources/titles.ts';
import { shortPath } from '../words.ts';
import { namesCluster, type PaletteQuery } from './grammar.ts';
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
  readonly checked?: boolean;
  readonly disabled?: boolean;
  readonly does: PaletteAction;
}

export type PaletteAction =
  | { readonly type: 'cluster'; readonly clusterId: string }
  | { readonly type: 'kind'; readonly clusterId: string; readonly kind: string }
  | { readonly type: 'page'; readonly clusterId: string; readonly page: string }
  | { readonly type: 'namespaces'; readonly clusterId: string; readonly namespaces: readonly string[] | null }
  | { readonly type: 'command'; readonly id: string };

/** Contexts: open ones first, each switches or opens; none is ever closed from here. */
export function clusterItems(
  contexts: readonly ContextInfo[],
  open: readonly string[],
  home: string,
  query: PaletteQuery,
): readonly PaletteItem[] {
  if (query.kindsOnly) return [];
  const place = (id: string) => (open.includes(id) ? open.indexOf(id) : open.length);
  return contexts
    .filter((context) => namesCluster(query, context.clusterName))
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

/**
 * Kinds of the cluster in front; with `@name` those of every open cluster so named, and of closed ones as far as the
 * product knows kinds by itself.
 */
export function kindItems(
  clusters: readonly OpenCluster[],
  closed: readonly ContextInfo[],
  declared: readonly KindSpec[],
  active: string | null,
  query: PaletteQuery,
): readonly PaletteItem[] {
  const specs = new Map(declared.map((spec) => [spec.id, spec]));
  const several = query.cluster !== null;
  const wanted = several
    ? clusters.filter(({ name }) => namesCluster(query, name))
    : clusters.filter(({ clusterId }) => clusterId === active);
  const ofOpen = wanted.flatMap(({ clusterId, name, catalog }) =>
    (catalog === null ? declared.map(specInfo) : listed(catalog)).map((info) =>
      kindItem(info, specs.get(info.id), clusterId, several ? name : ''),
    ),
  );
  if (!several) return ofOpen;
  if (query.words === '') return [];
  const ofClosed = closed
    .filter((context) => context.status === 'ok' && namesCluster(query, context.clusterName))
    .slice(0, MOST_CLOSED)
    .flatMap(({ clusterId, clusterName }) =>
      declared.map((spec) => ({ ...kindItem(specInfo(spec), spec, clusterId, clusterName), hint: 'opens a tab' })),
    );
  return [...ofOpen, ...ofClosed];
}

/** Closed clusters offered for one `@name`: opening one is a choice, not a list to read. */
const MOST_CLOSED = 5;

type NamedKind = Pick<KindInfo, 'id' | 'group' | 'kind' | 'plural' | 'singular' | 'shortNames'>;
const specInfo = (spec: KindSpec): NamedKind => spec;
const listed = ({ kinds, source }: Catalog): readonly KindInfo[] =>
  kinds.filter(({ verbs }) => verbs.includes('list') || source === 'assumed');

function kindItem(info: NamedKind, spec: KindSpec | undefined, clusterId: string, cluster: string): PaletteItem {
  return {
    id: `kind ${clusterId} ${info.id}`,
    label: kindTitle(info.id, info),
    more: info.id,
    aliases: [info.plural, info.singular, info.id, ...info.shortNames],
    icon: spec?.icon ?? 'puzzle',
    detail: [info.group, cluster].filter(Boolean).join(' · '),
    does: { type: 'kind', clusterId, kind: info.id },
  };
}

export function namespaceItems(
  clusterId: string | null,
  names: readonly string[],
  mayHaveAll: boolean,
  query: PaletteQuery,
): readonly PaletteItem[] {
  if (clusterId === null || query.kindsOnly || query.cluster !== null || query.words === '') return [];
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
