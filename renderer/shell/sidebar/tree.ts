import type { Catalog, KindInfo } from '../../../shared/contract/catalog.ts';
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
  readonly first: number;
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

/** The sections in their order, and how many of their kinds are shown before the rest is asked for. */
const layout: readonly { readonly id: SidebarSection['id']; readonly title: string; readonly first: number }[] = [
  { id: 'workloads', title: 'Workloads', first: 8 },
  { id: 'network', title: 'Network', first: 6 },
  { id: 'config', title: 'Config', first: 4 },
  { id: 'storage', title: 'Storage', first: 3 },
  { id: 'access', title: 'Access', first: 5 },
  { id: 'cluster', title: 'Cluster', first: 4 },
];

/**
 * What this cluster serves and can list, by section, in the order in which kinds are declared; what no spec names stands
 * by its API group under custom resources. A cluster that has not answered yet is taken to serve what is declared.
 */
export function sidebarTree(catalog: Catalog | null, declared: readonly KindSpec[]): SidebarTree {
  const listed = catalog === null ? null : listedKinds(catalog);
  const sections = layout.map(({ id, title, first }) => ({
    id,
    title,
    first,
    kinds: declared
      .filter((spec) => spec.section === id && (listed === null || listed.has(spec.id)))
      .map((spec) => ({ kind: spec.id, title: kindTitle(spec.id, listed?.get(spec.id) ?? null), icon: spec.icon })),
  }));
  return {
    sections: sections.filter((section) => section.kinds.length > 0),
    groups: customGroups([...(listed?.values() ?? [])], new Set(declared.map((spec) => spec.id))),
  };
}

/** By id. What was only assumed has no verbs to go by. */
function listedKinds({ kinds, source }: Catalog): ReadonlyMap<string, KindInfo> {
  return new Map(
    kinds.filter(({ verbs }) => verbs.includes('list') || source === 'assumed').map((info) => [info.id, info]),
  );
}

function customGroups(kinds: readonly KindInfo[], known: ReadonlySet<string>): readonly SidebarGroup[] {
  const groups = new Map<string, KindEntry[]>();
  for (const info of kinds) {
    if (known.has(info.id)) continue;
    const group = info.group === '' ? 'core' : info.group;
    const entries = groups.get(group) ?? [];
    entries.push({ kind: info.id, title: kindTitle(info.id, info), icon: 'puzzle' });
    groups.set(group, entries);
  }
  return [...groups]
    .map(([group, entries]) => ({ group, kinds: entries }))
    .sort((a, b) => a.group.localeCompare(b.group));
}

/** The first kinds of a section, with the one that is open wherever it stands; `hidden` counts the others. */
export function firstKinds(
  { kinds, first }: Pick<SidebarSection, 'kinds' | 'first'>,
  open: string | null,
  all: boolean,
): { readonly shown: readonly KindEntry[]; readonly hidden: number } {
  if (all || kinds.length <= first + 1) return { shown: kinds, hidden: 0 };
  const shown = kinds.filter((entry, at) => at < first || entry.kind === open);
  return { shown, hidden: kinds.length - shown.length };
}
