import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster } from '../../data/hooks.ts';
import { clusterColor, type TabName, tabGlyph, tabNames } from '../../data/tabs.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { cx } from '../../ui/cx.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ContextMenu, Menu } from '../../ui/menu.tsx';
import { reportFailure } from '../open-context.ts';
import { useShellStore } from '../ui-store.ts';
import styles from './cluster-tabs.module.css';
import { tabMenu } from './tab-menu.ts';
import { dropIndex, movedBefore, movedBy } from './tab-order.ts';

const DRAG_TYPE = 'application/x-portolan-cluster';

/** One tab per open cluster; shown when there are two or more. */
export function ClusterTabs() {
  const { actions } = useData();
  const shell = useShellStore();
  const open = useApp((state) => state.open);
  // While a page of the application stands in front, no tab is.
  const active = useApp((state) => (state.page === null ? state.active : null));
  const page = useApp((state) => state.page);
  const settings = useApp((state) => state.settings);
  const list = useRef<HTMLDivElement>(null);
  const [drop, setDrop] = useState<number | null>(null);
  const overflows = useOverflow(list, open.length);
  const data = useData();
  const names = tabNames(open, settings);

  useEffect(() => {
    if (active === null) return;
    list.current
      ?.querySelector(`[data-tab="${CSS.escape(active)}"]`)
      ?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [active]);

  const reorder = (order: readonly string[], id: string) => {
    if (order === open) return;
    reportFailure(data, actions.reorder(order), id);
    shell.setState({ said: `${names.get(id)?.name ?? id} is now tab ${order.indexOf(id) + 1} of ${order.length}.` });
  };
  const boxes = () =>
    [...(list.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])].map((tab) => tab.getBoundingClientRect());
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    setDrop(dropIndex(boxes(), event.clientX));
  };
  const onDrop = (event: DragEvent) => {
    const id = event.dataTransfer.getData(DRAG_TYPE);
    setDrop(null);
    if (id === '') return;
    event.preventDefault();
    reorder(movedBefore(open, id, dropIndex(boxes(), event.clientX)), id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const tabs = [...(list.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
    const at = tabs.findIndex((tab) => tab.matches(':focus'));
    const id = open[at];
    if (id === undefined) return;
    if ((event.ctrlKey || event.metaKey) && event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) {
      reorder(movedBy(open, id, event.key === 'ArrowLeft' ? -1 : 1), id);
    } else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      tabs[(at + (event.key === 'ArrowRight' ? 1 : -1) + tabs.length) % tabs.length]?.focus();
    } else if (event.key === 'Home' || event.key === 'End') tabs.at(event.key === 'Home' ? 0 : -1)?.focus();
    else if (event.key === 'Enter' || event.key === ' ') actions.activate(id);
    else if (event.key === 'Delete' || event.key === 'Backspace') actions.closeTabs([id]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <nav className={styles.bar} aria-label="Open clusters" data-testid="cluster-tabs">
      <IconButton
        label="Fleet: all open clusters"
        icon="layout-grid"
        iconSize={14}
        className={styles.fleet}
        data-testid="fleet-open"
        pressed={page?.startsWith('fleet') === true}
        shortcut="fleet.open"
        onClick={() => actions.showPage('fleet')}
      />
      <div
        ref={list}
        role="tablist"
        aria-label="Clusters"
        className={styles.list}
        onDragEnter={onDragOver}
        onDragOver={onDragOver}
        onDragLeave={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDrop(null);
        }}
        onDrop={onDrop}
        onKeyDown={onKeyDown}
        onWheel={(event) => {
          if (event.deltaX === 0) event.currentTarget.scrollLeft += event.deltaY;
        }}
      >
        {open.map((id, at) => (
          <ContextMenu
            key={id}
            label={`Actions of the tab ${names.get(id)?.name ?? id}`}
            items={() =>
              tabMenu({
                id,
                open,
                close: (ids) => actions.closeTabs(ids),
                move: (step) => reorder(movedBy(open, id, step), id),
                refresh: () => reportFailure(data, actions.refresh(id), id),
                copy: (text) => void copyText(text),
              })
            }
          >
            <Tab
              id={id}
              name={names.get(id) ?? { name: id, file: null }}
              active={id === active}
              stop={id === active || (active === null && at === 0)}
              tint={clusterColor(id, open, settings)}
              line={drop === at ? 'before' : drop === open.length && at === open.length - 1 ? 'after' : null}
            />
          </ContextMenu>
        ))}
      </div>
      <IconButton
        label="Open another cluster"
        icon="plus"
        iconSize={14}
        className={styles.add}
        onClick={() => shell.setState({ kubeconfig: true })}
      />
      {overflows ? (
        <Menu
          label="All cluster tabs"
          align="end"
          trigger={
            <IconButton label="List all cluster tabs" icon="chevron-down" tooltip={false} data-testid="tabs-list" />
          }
          items={open.map((id) => ({
            type: 'item',
            id,
            label: names.get(id)?.name ?? id,
            ...(names.get(id)?.file == null ? {} : { detail: names.get(id)?.file ?? '' }),
            checked: id === active,
            onSelect: () => actions.activate(id),
          }))}
        />
      ) : null}
    </nav>
  );
}

interface TabProps extends React.ComponentPropsWithRef<'div'> {
  readonly id: string;
  readonly name: TabName;
  readonly active: boolean;
  readonly stop: boolean;
  readonly tint: number;
  readonly line: 'before' | 'after' | null;
}

function Tab({ id, name, active, stop, tint, line, className, ...rest }: TabProps) {
  const data = useData();
  const status = useCluster(id, (state) => state.status);
  const attention = useCluster(id, (state) => state.attention) === true;
  const glyph = status === undefined ? ({ role: 'unknown', label: 'Unknown' } as const) : tabGlyph(status);
  const close = () => data.actions.closeTabs([id]);
  const onAuxClick = (event: MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list of tabs takes the keys of all of them
    <div
      {...rest}
      role="tab"
      aria-selected={active}
      aria-controls="cluster-panel"
      aria-description={`${glyph.label}${attention ? ', turned bad while you were elsewhere' : ''}. Delete closes the tab.`}
      tabIndex={stop ? 0 : -1}
      draggable
      data-tab={id}
      data-state={status?.state}
      data-line={line ?? undefined}
      className={cx(styles.tab, className)}
      style={{ '--color': `var(--cluster-${tint})` } as React.CSSProperties}
      title={status?.reason === undefined ? id : `${id}\n${status.reason}`}
      onClick={() => data.actions.activate(id)}
      onMouseDown={(event) => {
        if (event.button === 1) event.preventDefault();
      }}
      onAuxClick={onAuxClick}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAG_TYPE, id);
        event.dataTransfer.effectAllowed = 'move';
      }}
    >
      <StateGlyph state={glyph.role} />
      <span className={styles.name}>{name.name}</span>
      <GuardMark guard={status?.guard ?? 'none'} />
      {name.file === null ? null : <span className={styles.file}>{name.file}</span>}
      {attention ? <span className={styles.dot} data-testid="tab-attention" /> : null}
      <span
        aria-hidden="true"
        className={styles.close}
        data-testid="tab-close"
        onClick={(event) => {
          event.stopPropagation();
          close();
        }}
      >
        <Icon name="x" size={12} />
      </span>
    </div>
  );
}

/** A guarded cluster shows that it is one wherever its name stands. */
function GuardMark({ guard }: { readonly guard: ClusterStatus['guard'] }) {
  if (guard === 'none') return null;
  const readOnly = guard === 'read-only';
  return (
    <span
      className={styles.guard}
      data-testid="tab-guard"
      data-guard={guard}
      title={readOnly ? 'Read-only: nothing can be changed in this cluster.' : 'Guarded: changes ask for its name.'}
    >
      <Icon name={readOnly ? 'lock' : 'shield'} size={12} />
      <span className="sr-only">{readOnly ? 'read-only' : 'guarded'}</span>
    </span>
  );
}

/** Is there more than fits? Then a list of all tabs is offered. */
function useOverflow(list: React.RefObject<HTMLElement | null>, count: number): boolean {
  const [over, setOver] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of tabs may fit or not
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => setOver(element.scrollWidth > element.clientWidth + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, count]);
  return over;
}
