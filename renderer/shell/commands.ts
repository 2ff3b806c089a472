import type { Data } from '../data/data.ts';
import { toggledFavourite } from '../data/favourites.ts';
import { displayName } from '../data/tabs.ts';
import { reportFailure } from './open-context.ts';
import type { WindowHost } from './shortcuts/keys-of.ts';
import type { ShortcutId } from './shortcuts/registry.ts';
import { favouriteChoices } from './sidebar/favourite-choices.ts';
import { changeSidebar } from './sidebar/sidebar-state.ts';
import { movedBy, neighbour } from './tabs/tab-order.ts';
import type { ShellStore } from './ui-store.ts';

/** What every command may use; nothing is ambient. */
export interface CommandContext {
  readonly data: Data;
  readonly shell: ShellStore;
  readonly host: WindowHost;
}

/** A window-wide thing that can be done, by key or from the palette. */
export interface ShellCommand {
  readonly id:
    | ShortcutId
    | 'about.open'
    | 'favourite.view'
    | 'shortcuts.change'
    | 'settings.transfer'
    | 'log.open'
    | 'kubeconfig.open'
    | 'demo.open'
    | 'cluster.retry'
    | 'cluster.closeOthers'
    | 'link.copy';
  /** In the palette under this title; without one it is a key only. */
  readonly title?: string;
  readonly icon?: string;
  readonly enabled?: (context: CommandContext) => boolean;
  /** `keys` is the combination that was pressed, absent from the palette. */
  readonly run: (context: CommandContext, keys?: string) => void;
}

/** The cluster whose tab is in front; a page of the application is nobody's tab. */
function activeOf({ data }: CommandContext): string | null {
  const { active, page } = data.app.getState();
  return page === null ? active : null;
}
const hasActive = (context: CommandContext): boolean => activeOf(context) !== null;
const several = ({ data }: CommandContext): boolean => data.app.getState().open.length > 1;

function withActive(run: (clusterId: string, context: CommandContext) => void): (context: CommandContext) => void {
  return (context) => {
    const active = activeOf(context);
    if (active !== null) run(active, context);
  };
}

/** The cluster in front is closed; with none open the desktop's window closes, as any window does. */
function closeCluster(context: CommandContext): void {
  const active = activeOf(context);
  // A page in front is what one closes: never a cluster behind it that one does not see.
  if (context.data.app.getState().page !== null) context.data.actions.showPage(null);
  else if (active !== null) context.data.actions.closeTabs([active]);
  else if (context.host === 'desktop') window.close();
}

function goTab(context: CommandContext, step: -1 | 1): void {
  const { open, active } = context.data.app.getState();
  const next = neighbour(open, active, step);
  if (next !== null) context.data.actions.activate(next);
}

function moveTab(step: -1 | 1): (context: CommandContext) => void {
  return withActive((active, { data, shell }) => {
    const { open, settings } = data.app.getState();
    const order = movedBy(open, active, step);
    if (order === open) return;
    reportFailure(data, data.actions.reorder(order), active);
    shell.setState({
      said: `${displayName(active, settings)} is now tab ${order.indexOf(active) + 1} of ${order.length}.`,
    });
  });
}

/** The open object, else the kind whose list is on screen. */
function toggleFavourite(clusterId: string, { data, shell }: CommandContext): void {
  const handle = data.clusters.get(clusterId);
  const [choice] = favouriteChoices(data, clusterId);
  if (handle === undefined || choice === undefined) return;
  handle.setFavourites(toggledFavourite(handle.store.getState().favourites, choice.favourite));
  shell.setState({ said: `${choice.title} is ${choice.chosen ? 'no favourite any more' : 'a favourite'}.` });
}

/** The list as it is: its filter, and the namespaces of the tab. */
const filteredList = ({ data }: CommandContext, clusterId: string | null) =>
  clusterId === null ? undefined : favouriteChoices(data, clusterId).find(({ favourite }) => favourite.type === 'view');

function keepList(clusterId: string, context: CommandContext): void {
  const handle = context.data.clusters.get(clusterId);
  const choice = filteredList(context, clusterId);
  if (handle === undefined || choice === undefined || choice.chosen) return;
  handle.setFavourites([...handle.store.getState().favourites, choice.favourite]);
}

/** Readable from top to bottom; the order is the palette's. */
export const shellCommands: readonly ShellCommand[] = [
  {
    id: 'palette.open',
    run: ({ shell }, keys) =>
      shell.setState(({ palette }) => ({ palette: palette === null ? { text: keys === ':' ? ':' : '' } : null })),
  },
  {
    id: 'search.open',
    title: 'Search All Clusters',
    icon: 'search',
    enabled: ({ data }) => data.app.getState().open.length > 0,
    run: ({ shell }) =>
      shell.setState(({ search }) => ({ search: search === null ? { text: '' } : null, palette: null })),
  },
  {
    id: 'kubeconfig.open',
    title: 'Select Kubeconfig',
    icon: 'compass',
    run: ({ shell }) => shell.setState({ kubeconfig: true }),
  },
  {
    id: 'cluster.close',
    title: 'Close Current Cluster Tab',
    icon: 'x',
    enabled: (context) => hasActive(context) || context.data.app.getState().page !== null || context.host === 'desktop',
    run: closeCluster,
  },
  {
    id: 'cluster.closeOthers',
    title: 'Close Other Cluster Tabs',
    icon: 'x',
    enabled: several,
    run: withActive((active, { data }) =>
      data.actions.closeTabs(data.app.getState().open.filter((id) => id !== active)),
    ),
  },
  {
    id: 'fleet.open',
    title: 'Fleet: All Open Clusters',
    icon: 'layout-grid',
    enabled: several,
    run: ({ data }) => data.actions.showPage('fleet'),
  },
  {
    id: 'contexts.open',
    title: 'Manage Contexts',
    icon: 'library',
    run: ({ data }) => data.actions.showPage('contexts'),
  },
  {
    id: 'link.copy',
    title: 'Copy Link to This View',
    icon: 'link',
    enabled: hasActive,
    run: withActive((active, { data }) => void data.commands.run(active, { name: 'link.copy' })),
  },
  {
    id: 'cluster.refresh',
    title: 'Refresh',
    icon: 'refresh-cw',
    enabled: hasActive,
    run: withActive((active, { data }) => {
      reportFailure(data, data.actions.refresh(active), active);
      data.commands.run(active, { name: 'list.refresh' });
    }),
  },
  {
    id: 'cluster.retry',
    title: 'Try to Connect Now',
    icon: 'plug',
    enabled: (context) => {
      const active = activeOf(context);
      const state = active === null ? undefined : context.data.clusters.get(active)?.store.getState().status.state;
      return state === 'unreachable' || state === 'auth_failed';
    },
    run: withActive((active, { data }) => reportFailure(data, data.actions.retry(active), active)),
  },
  {
    id: 'tab.next',
    title: 'Next Cluster Tab',
    icon: 'chevron-right',
    enabled: several,
    run: (context) => goTab(context, 1),
  },
  {
    id: 'tab.previous',
    title: 'Previous Cluster Tab',
    icon: 'chevron-left',
    enabled: several,
    run: (context) => goTab(context, -1),
  },
  { id: 'tab.left', title: 'Move Cluster Tab Left', icon: 'chevron-left', enabled: several, run: moveTab(-1) },
  { id: 'tab.right', title: 'Move Cluster Tab Right', icon: 'chevron-right', enabled: several, run: moveTab(1) },
  {
    id: 'tab.number',
    run: ({ data }, keys) => {
      const id = data.app.getState().open[Number(keys?.at(-1)) - 1];
      if (id !== undefined) data.actions.activate(id);
    },
  },
  {
    id: 'list.filter',
    title: 'Filter the List',
    icon: 'list-filter',
    enabled: hasActive,
    run: withActive((active, { data }) => void data.commands.run(active, { name: 'list.filter' })),
  },
  {
    // Its page is in the palette by its own name.
    id: 'create.open',
    enabled: hasActive,
    run: withActive((active, { data }) => void data.commands.run(active, { name: 'create.open' })),
  },
  {
    id: 'sidebar.toggle',
    title: 'Show or Shrink the Sidebar',
    icon: 'panel-left',
    enabled: hasActive,
    run: withActive((active, { data, shell }) => {
      changeSidebar(data, shell, active, ({ icons }) => ({ icons: !icons }));
    }),
  },
  {
    id: 'bottom.toggle',
    enabled: hasActive,
    run: withActive((active, { data }) => void data.commands.run(active, { name: 'panel.toggleBottom' })),
  },
  {
    id: 'history.back',
    title: 'Back',
    icon: 'chevron-left',
    enabled: hasActive,
    run: withActive((active, { data }) => data.clusters.get(active)?.back()),
  },
  {
    id: 'history.forward',
    title: 'Forward',
    icon: 'chevron-right',
    enabled: hasActive,
    run: withActive((active, { data }) => data.clusters.get(active)?.forward()),
  },
  {
    id: 'favourite.toggle',
    title: 'Add to Favourites, or Remove',
    icon: 'star',
    enabled: hasActive,
    run: withActive(toggleFavourite),
  },
  {
    id: 'favourite.view',
    title: 'Keep This List as a Favourite',
    icon: 'star',
    enabled: (context) => filteredList(context, activeOf(context)) !== undefined,
    run: withActive(keepList),
  },
  {
    id: 'escape',
    enabled: hasActive,
    run: withActive((active, { data }) => void data.commands.run(active, { name: 'panel.close' })),
  },
  {
    id: 'settings.open',
    title: 'Settings',
    icon: 'settings',
    run: ({ shell }) => shell.setState({ settings: 'general' }),
  },
  {
    id: 'shortcuts.change',
    title: 'Change Keyboard Shortcuts',
    icon: 'keyboard',
    run: ({ shell }) => shell.setState({ settings: 'shortcuts' }),
  },
  {
    id: 'settings.transfer',
    title: 'Export or Import Settings',
    icon: 'download',
    run: ({ shell }) => shell.setState({ settings: 'transfer' }),
  },
  {
    id: 'help.open',
    title: 'Keyboard Shortcuts',
    icon: 'keyboard',
    run: ({ shell }) => shell.setState(({ help }) => ({ help: !help })),
  },
  {
    id: 'demo.open',
    title: 'Open the Demo Clusters',
    icon: 'boxes',
    enabled: ({ data }) => data.app.getState().info?.demo !== true,
    run: ({ data }) => reportFailure(data, data.actions.openDemo(), null),
  },
  {
    id: 'log.open',
    title: 'Application Log',
    icon: 'scroll-text',
    run: ({ shell }) => shell.setState({ settings: 'log' }),
  },
  {
    id: 'about.open',
    title: 'About Portolan',
    icon: 'info',
    run: ({ shell }) => shell.setState({ settings: 'about' }),
  },
];
