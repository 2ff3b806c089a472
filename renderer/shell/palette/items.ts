import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { parseClusterId } from '../../../shared/identity.ts';
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
    (catalog?.kinds ?? [])
      .filter((info) => info.verbs.includes('list') || catalog?.source === 'assumed')
      .map(
        (info): PaletteItem => ({
          id: `kind ${clusterId} ${info.id}`,
          label: kindTitle(info.id, info),
          more: info.id,
          aliases: [info.plural, info.singular, info.id, ...info.shortNames],
          icon: specs.get(info.id)?.icon ?? 'puzzle',
          detail: [info.group, several ? name : ''].filter(Boolean).join(' · '),
          does: { type: 'kind', clusterId, kind: info.id },
        }),
      ),
  );
  if (!several || query.words === '') return several && query.words === '' ? [] : ofOpen;
  const ofClosed = closed
    .filter((context) => context.status === 'ok' && namesCluster(query, context.clusterName))
    .slice(0, 5)
    .flatMap((context) =>
      declared.map(
        (spec): PaletteItem => ({
          id: `kind ${context.clusterId} ${spec.id}`,
          label: spec.title,
          more: spec.id,
          aliases: [spec.plural, spec.singular, spec.id, ...spec.shortNames],
          icon: spec.icon,
          detail: [spec.group, parseClusterId(context.clusterId)?.context ?? ''].filter(Boolean).join(' · '),
          hint: 'opens a tab',
          does: { type: 'kind', clusterId: context.clusterId, kind: spec.id },
        }),
      ),
    );
  return [...ofOpen, ...ofClosed];
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
