import { useDeferredValue, useMemo } from 'react';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import type { FindQuery } from '../../../shared/search/grammar.ts';
import { hasFlags } from '../../../shared/search/grammar.ts';
import { useData } from '../../data/context.tsx';
import type { Favourite, Recent } from '../../data/favourites.ts';
import { useApp, useCluster } from '../../data/hooks.ts';
import type { ClusterFound } from '../../data/search/cluster-search.ts';
import { useSearch } from '../../data/search/search-hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useNamespaces } from '../../data/view-hooks.ts';
import { type ActionItem, type ActionTarget, useActions } from '../../resources/actions/use-actions.ts';
import { hitIcon, hitKind } from '../../resources/finding/hit.ts';
import { marksOf } from '../../resources/finding/marked.tsx';
import { type CommandContext, shellCommands } from '../commands.ts';
import { favouritePlace } from '../sidebar/favourite-place.ts';
import type { Page } from '../types.ts';
import {
  askedClusters,
  clusterItems,
  isOffered,
  kindItems,
  listItems,
  namespaceItems,
  type OpenCluster,
  type PaletteItem,
  type PaletteObject,
  settingItems,
} from './items.ts';
import { objectItems, objectQuestion } from './objects.ts';
import { type Ranked, rank } from './rank.ts';
import { useUses } from './use-uses.ts';

export interface Group {
  readonly title: string;
  readonly items: readonly Ranked<PaletteItem>[];
}

export interface Groups {
  readonly groups: readonly Group[];
  readonly found: readonly ClusterFound[];
  readonly names: ReadonlyMap<string, string>;
}

const MOST = 8;
const NO_OBJECTS: readonly ActionTarget[] = [];
const NO_FAVOURITES: readonly Favourite[] = [];
const NO_RECENTS: readonly Recent[] = [];

/** Everything the palette offers for a query, in its sections. */
export function useGroups(context: CommandContext, pages: readonly Page[], query: FindQuery): Groups {
  const data = useData();
  const contexts = useApp((state) => state.contexts?.contexts) ?? [];
  const open = useApp((state) => state.open);
  const active = useApp((state) => state.active);
  const settings = useApp((state) => state.settings);
  const home = useApp((state) => state.info?.home ?? '');
  const favourites = useCluster(active ?? '', (state) => state.favourites) ?? NO_FAVOURITES;
  const recents = useCluster(active ?? '', (state) => state.recents) ?? NO_RECENTS;
  const namespaces = useNamespaces(active ?? '');
  const uses = useUses(data);
  const names = useMemo(() => new Map(open.map((id) => [id, displayName(id, settings)])), [open, settings]);
  const known = open.map((clusterId): OpenCluster => {
    const catalog = data.clusters.get(clusterId)?.store.getState().catalog ?? null;
    return { clusterId, name: names.get(clusterId) ?? clusterId, catalog };
  });
  const question = objectQuestion(query, known, active, declaredKinds);
  const found = useDeferredValue(useSearch(question.clusterIds, question.ask));
  const selected = usePanelObject(active);
  const actions = useObjectActions(selected);

  const words = query.words.join(' ');
  const best = (items: readonly PaletteItem[], most = MOST): Group['items'] => rank(items, words, uses).slice(0, most);
  const closed = contexts.filter(
    (one) => !open.includes(one.clusterId) && isOffered(one, settings.clusters[one.clusterId], query),
  );
  const asked = askedClusters(known, closed, declaredKinds, active, query);
  const empty = words === '' && query.cluster === null && !query.kindsOnly && !hasFlags(query);
  const plain = !query.kindsOnly && query.cluster === null && !hasFlags(query);
  const kinds = kindItems(asked, declaredKinds, query);
  const named = isAlias(kinds, words);
  const unmarked = (items: readonly PaletteItem[], most = MOST): Group['items'] =>
    items.slice(0, most).map((item) => ({ item, marks: marksOf(item.label, query.words) }));
  const objects = question.ask === null ? [] : unmarked(objectItems(data, found, names, active, query.verb));
  const lists: Group = { title: 'Lists', items: unmarked(listItems(asked, declaredKinds, query)) };
  const objectGroup: Group = { title: objectTitle(found, names, active), items: objects };
  const byPath = query.words[0]?.includes('/') === true;
  const groups: readonly Group[] = [
    ...(named ? [{ title: 'Kinds', items: best(kinds, query.kindsOnly ? 40 : MOST) }] : []),
    { title: 'Recently viewed', items: empty ? unmarked(recentItems(context, active, recents, selected), 5) : [] },
    {
      title: 'Favourites',
      items: empty || plain ? best(favouriteItems(context, active, favourites), empty ? 5 : 3) : [],
    },
    actionGroup(selected, actions, words, plain, empty),
    { title: 'Clusters', items: best(clusterItems(contexts, open, home, query, settings.clusters), empty ? 6 : MOST) },
    // `deploy/web` is an object, `deploy web` as well a list.
    ...(byPath ? [objectGroup, lists] : [lists]),
    ...(named || empty ? [] : [{ title: 'Kinds', items: best(kinds, query.kindsOnly ? 40 : MOST) }]),
    ...(byPath ? [] : [objectGroup]),
    { title: 'Pages', items: plain && !empty && active !== null ? best(pageItems(pages, active)) : [] },
    {
      title: 'Namespaces',
      items: best(namespaceItems(active, namespaces.names, namespaces.state === 'known', query)),
    },
    { title: 'Commands', items: plain ? best(commandItems(context), empty ? 30 : MOST) : [] },
    { title: 'Settings', items: plain && !empty ? best(settingItems(settings), 5) : [] },
  ];
  return { groups, found, names };
}

/** `po` and `deploy` mean a kind, whatever else begins so. */
const isAlias = (kinds: readonly PaletteItem[], words: string): boolean =>
  words !== '' && kinds.some((kind) => kind.aliases?.includes(words.toLowerCase()));

function objectTitle(
  found: readonly ClusterFound[],
  names: ReadonlyMap<string, string>,
  active: string | null,
): string {
  const answered = found.filter(({ hits }) => hits.length > 0).map(({ clusterId }) => clusterId);
  if (answered.length === 0 || (answered.length === 1 && answered[0] === active)) return 'Objects';
  return `Objects in ${answered.map((id) => names.get(id) ?? id).join(', ')}`;
}

/** The object whose details are open in the tab in front. */
function usePanelObject(active: string | null): PaletteObject | null {
  const panel = useCluster(active ?? '', (state) =>
    state.nav.place.type === 'kind' && state.panel?.list === state.nav.place.kind ? state.panel : null,
  );
  return useMemo(
    () =>
      active === null || panel === null || panel === undefined
        ? null
        : { clusterId: active, kind: panel.kind, namespace: panel.namespace, name: panel.name, uid: panel.uid },
    [active, panel],
  );
}

/** What can be done with one object; `null` asks nobody. */
export function useObjectActions(object: PaletteObject | null): readonly ActionItem[] {
  const targets = useMemo(
    () =>
      object === null
        ? NO_OBJECTS
        : [{ kind: object.kind, namespace: object.namespace, name: object.name, uid: object.uid }],
    [object],
  );
  return useActions(object?.clusterId ?? '', targets);
}

export const actionItems = (object: PaletteObject, actions: readonly ActionItem[]): readonly PaletteItem[] =>
  actions.map((action) => ({
    id: `action ${action.id}`,
    label: action.label,
    icon: action.icon,
    ...(action.keys === undefined ? {} : { keys: action.keys }),
    ...(action.danger === true ? { danger: true } : {}),
    ...(action.disabled === null ? {} : { disabled: true, detail: action.disabled }),
    does: { type: 'action', clusterId: object.clusterId, run: () => action.run() },
  }));

function actionGroup(
  object: PaletteObject | null,
  actions: readonly ActionItem[],
  words: string,
  plain: boolean,
  empty: boolean,
): Group {
  if (object === null || !plain) return { title: 'Actions', items: [] };
  const possible = actionItems(object, actions).filter(({ disabled }) => !empty || disabled !== true);
  const items = rank(possible, words).slice(0, empty ? 6 : MOST);
  return { title: `Actions on ${object.name}`, items };
}

const pageItems = (pages: readonly Page[], clusterId: string): readonly PaletteItem[] =>
  pages.map((page) => ({
    id: `page ${page.id}`,
    label: page.title,
    icon: page.icon,
    does: { type: 'page', clusterId, page: page.id },
  }));

function recentItems(
  { data }: CommandContext,
  clusterId: string | null,
  recents: readonly Recent[],
  shown: PaletteObject | null,
): readonly PaletteItem[] {
  if (clusterId === null) return [];
  const others = recents.filter(({ kind, name }) => kind !== shown?.kind || name !== shown.name);
  return others.map(({ kind, namespace, name }) => ({
    id: `object ${clusterId} ${kind} ${namespace}/${name}`,
    label: name,
    icon: hitIcon(kind),
    detail: [hitKind(data, { clusterId, kind }), namespace].filter(Boolean).join(' · '),
    does: { type: 'object', clusterId, kind, namespace, name, uid: null },
  }));
}

function favouriteItems(
  { data }: CommandContext,
  clusterId: string | null,
  favourites: readonly Favourite[],
): readonly PaletteItem[] {
  if (clusterId === null) return [];
  const kinds = data.clusters.get(clusterId)?.store.getState().catalog?.kinds ?? [];
  return favourites.map((one) => {
    const { title, detail, icon, key } = favouritePlace(one, kinds);
    const does =
      one.type === 'kind'
        ? ({ type: 'kind', clusterId, kind: one.kind } as const)
        : one.type === 'object'
          ? ({
              type: 'object',
              clusterId,
              kind: one.kind,
              namespace: one.namespace,
              name: one.name,
              uid: null,
            } as const)
          : ({ type: 'list', clusterId, kind: one.kind, filter: one.filter, namespaces: one.namespaces } as const);
    return { id: `favourite ${key}`, label: title, detail, icon, does };
  });
}

function commandItems(context: CommandContext): readonly PaletteItem[] {
  return shellCommands.flatMap((command) => {
    if (command.title === undefined || command.enabled?.(context) === false) return [];
    return [
      {
        id: `command ${command.id}`,
        label: command.title,
        icon: command.icon ?? 'zap',
        shortcut: command.id,
        does: { type: 'command', id: command.id },
      } satisfies PaletteItem,
    ];
  });
}
