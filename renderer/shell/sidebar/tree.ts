import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { KindSpec, Section } from '../../../shared/kinds/spec.ts';
import { kindTitle } from '../../resources/titles.ts';

export interface KindEntry {
  readonly kind: string;
  readonly title: string;
  readonly icon: string;
}

export interface SidebarSection {
  readonly id: Exclude<Section, 'custom'>;
  readonly title: string;
  readonly kinds: readonly KindEntry[];
}

export interface SidebarGroup {
  readonly group: string;
  readonly kinds: readonly KindEntry[];
}

export interface SidebarTree {
  readonly sections: readonly SidebarSection[];
  readonly groups: readonly SidebarGroup[];
}

const titles: Readonly<Record<SidebarSection['id'], string>> = {
  workloads: 'Workloads',
  network: 'Network',
  config: 'Config',
  storage: 'Storage',
  access: 'Access',
  cluster: 'Cluster',
};
const order: readonly SidebarSection['id'][] = ['workloads', 'network', 'config', 'storage', 'access', 'cluster'];

/**
 * What this cluster serves and can list, by section, in the order in which kinds are declared; what no spec names stands
 * by its API group under custom resources.
 */
export function sidebarTree(catalog: Catalog, declared: readonly KindSpec[]): SidebarTree {
  const listed = new Map(
    catalog.kinds
      .filter((info) => info.verbs.includes('list') || catalog.source === 'assumed')
      .map((info) => [info.id, info]),
  );
  const sections = order.map((id) => ({
    id,
    title: titles[id],
    kinds: declared.flatMap((spec) => {
      const info = listed.get(spec.id);
      if (spec.section !== id || info === undefined) return [];
      return [{ kind: spec.id, title: kindTitle(info.id, info), icon: spec.icon }];
    }),
  }));
  const known = new Set(declared.map((spec) => spec.id));
  const groups = new Map<string, KindEntry[]>();
  for (const info of listed.values()) {
    if (known.has(info.id)) continue;
    const group = info.group === '' ? 'core' : info.group;
    const entries = groups.get(group) ?? [];
    entries.push({ kind: info.id, title: kindTitle(info.id, info), icon: 'puzzle' });
    groups.set(group, entries);
  }
  const byName = (a: { group: string }, b: { group: string }) => a.group.localeCompare(b.group);
  return {
    sections: sections.filter((section) => section.kinds.length > 0),
    groups: [...groups].map(([group, kinds]) => ({ group, kinds })).sort(byName),
  };
}

/** How many kinds of a section are shown before the rest is asked for. */
const FIRST = 8;

/** The first kinds of a section, with the one that is open wherever it stands; `hidden` counts the others. */
export function firstKinds(
  kinds: readonly KindEntry[],
  open: string | null,
  all: boolean,
): { readonly shown: readonly KindEntry[]; readonly hidden: number } {
  if (all || kinds.length <= FIRST + 1) return { shown: kinds, hidden: 0 };
  const shown = kinds.filter((entry, at) => at < FIRST || entry.kind === open);
  return { shown, hidden: kinds.length - shown.length };
}
