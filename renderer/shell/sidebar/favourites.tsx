import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { type Favourite, favouriteKey, movedFavourite, type Recent, toggledFavourite } from '../../data/favourites.ts';
import { useCluster, useHandle } from '../../data/hooks.ts';
import { hitIcon, hitKind } from '../../resources/finding/hit.ts';
import { showList } from '../../resources/show-list.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { keyText } from '../../ui/keys.ts';
import { ContextMenu, Menu, type MenuEntry } from '../../ui/menu.tsx';
import { useKeys } from '../../ui/shortcut-keys.tsx';
import { favouriteChoices } from './favourite-choices.ts';
import { favouritePlace } from './favourite-place.ts';
import styles from './sidebar.module.css';

interface FavouritesProps {
  readonly clusterId: string;
  readonly icons: boolean;
}

const NONE: readonly Favourite[] = [];
const NO_RECENTS: readonly Recent[] = [];

/** What is kept at hand in this cluster, in the user's own order, and what was looked at last. */
export function Favourites({ clusterId, icons }: FavouritesProps) {
  const favourites = useCluster(clusterId, (state) => state.favourites) ?? NONE;
  const recents = useCluster(clusterId, (state) => state.recents) ?? NO_RECENTS;
  if (icons) return null;
  return (
    <section aria-label="Favourites" className={styles.favourites} data-testid="favourites">
      <div className={styles.favouriteHead}>
        <h2>Favourites</h2>
        <span>
          <KeepMenu clusterId={clusterId} />
          <RecentMenu clusterId={clusterId} recents={recents} />
        </span>
      </div>
      {favourites.length === 0 ? (
        <Hint />
      ) : (
        <ul>
          {favourites.map((one, at) => (
            <FavouriteLink key={favouriteKey(one)} clusterId={clusterId} favourites={favourites} at={at} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is on screen, to be kept or let go by the mouse as well. */
function KeepMenu({ clusterId }: { readonly clusterId: string }) {
  const data = useData();
  const handle = useHandle(clusterId);
  // What can be kept depends on these.
  useCluster(clusterId, (state) => state.nav);
  useCluster(clusterId, (state) => state.favourites);
  if (handle === undefined) return null;
  const items = favouriteChoices(data, clusterId).map(
    ({ favourite, title, chosen }): MenuEntry => ({
      type: 'item',
      id: favouriteKey(favourite),
      label: title,
      checked: chosen,
      onSelect: () => handle.setFavourites(toggledFavourite(handle.store.getState().favourites, favourite)),
    }),
  );
  if (items.length === 0) return null;
  return (
    <Menu
      label="Keep as a favourite"
      align="end"
      trigger={<IconButton label="Keep what is shown" icon="star" iconSize={14} tooltip={false} data-testid="keep" />}
      items={[{ type: 'label', label: 'Keep as a favourite' }, ...items]}
    />
  );
}

function RecentMenu({ clusterId, recents }: { readonly clusterId: string; readonly recents: readonly Recent[] }) {
  const data = useData();
  const handle = useHandle(clusterId);
  if (recents.length === 0) return null;
  const items = recents.slice(0, 12).map(
    ({ kind, namespace, name }): MenuEntry => ({
      type: 'item',
      id: `${kind} ${namespace}/${name}`,
      label: name,
      icon: hitIcon(kind),
      detail: [hitKind(data, { clusterId, kind }), namespace].filter(Boolean).join(' · '),
      onSelect: () => handle?.openObject(kind, namespace, name),
    }),
  );
  return (
    <Menu
      label="Recently viewed"
      align="end"
      trigger={
        <IconButton label="Recently viewed" icon="history" iconSize={14} tooltip={false} data-testid="recents" />
      }
      items={[{ type: 'label', label: 'Recently viewed' }, ...items]}
    />
  );
}

function Hint() {
  const keys = useKeys()('favourite.toggle');
  const how = keys === undefined ? 'The star keeps' : `Press ${keyText(keys)} to keep`;
  return <p className={styles.favouriteNone}>{how} a list or an object here.</p>;
}

interface LinkProps {
  readonly clusterId: string;
  readonly favourites: readonly Favourite[];
  readonly at: number;
}

/** Dragged with an insertion line; by keyboard Alt with the arrows moves it. */
function FavouriteLink({ clusterId, favourites, at }: LinkProps) {
  const data = useData();
  const handle = useHandle(clusterId);
  const [over, setOver] = useState<'before' | 'after' | null>(null);
  const one = favourites[at];
  if (one === undefined || handle === undefined) return null;
  const { key, title, detail, icon } = favouritePlace(one, handle.store.getState().catalog?.kinds ?? []);
  const move = (from: number, to: number) => handle.setFavourites(movedFavourite(favourites, from, to));
  const go = () => {
    if (one.type === 'kind') handle.go({ type: 'kind', kind: one.kind });
    else if (one.type === 'object') handle.openObject(one.kind, one.namespace, one.name);
    else showList(data, clusterId, one.kind, one.filter, one.namespaces);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(at, at + step);
  };
  const onDragOver = (event: DragEvent<HTMLElement>) => {
    if (!event.dataTransfer.types.includes(DRAGGED)) return;
    event.preventDefault();
    const { top, height } = event.currentTarget.getBoundingClientRect();
    setOver(event.clientY < top + height / 2 ? 'before' : 'after');
  };
  const onDrop = (event: DragEvent<HTMLElement>) => {
    const from = favourites.findIndex((other) => favouriteKey(other) === event.dataTransfer.getData(DRAGGED));
    const target = over === 'after' ? at + 1 : at;
    setOver(null);
    if (from < 0) return;
    event.preventDefault();
    move(from, from < target ? target - 1 : target);
  };
  const items: readonly MenuEntry[] = [
    {
      type: 'item',
      id: 'up',
      label: 'Move up',
      icon: 'chevron-up',
      keys: 'Alt+ArrowUp',
      disabled: at === 0,
      onSelect: () => move(at, at - 1),
    },
    {
      type: 'item',
      id: 'down',
      label: 'Move down',
      icon: 'chevron-down',
      keys: 'Alt+ArrowDown',
      disabled: at === favourites.length - 1,
      onSelect: () => move(at, at + 1),
    },
    { type: 'separator' },
    {
      type: 'item',
      id: 'remove',
      label: 'Remove from favourites',
      icon: 'x',
      onSelect: () => handle.setFavourites(toggledFavourite(favourites, one)),
    },
  ];
  return (
    <li>
      <ContextMenu label={`Favourite ${title}`} items={items}>
        <button
          type="button"
          className={styles.link}
          data-nav
          data-testid={`favourite-${title}`}
          data-over={over ?? undefined}
          tabIndex={-1}
          title={[title, detail].filter(Boolean).join(' · ')}
          draggable
          onDragStart={(event) => event.dataTransfer.setData(DRAGGED, key)}
          onDragOver={onDragOver}
          onDragLeave={() => setOver(null)}
          onDrop={onDrop}
          onKeyDown={onKeyDown}
          onClick={go}
        >
          <Icon name={icon} />
          <span className={styles.label}>{title}</span>
        </button>
      </ContextMenu>
    </li>
  );
}

const DRAGGED = 'application/x-portolan-favourite';
