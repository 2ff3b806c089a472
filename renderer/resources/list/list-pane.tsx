import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Row } from '../../../shared/contract/views.ts';
import { isCurrent } from '../../../shared/freshness.ts';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import { IconButton } from '../../ui/button.tsx';
import { PointMenu } from '../../ui/menu.tsx';
import type { TableHandle } from '../../ui/table/types.ts';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { kindTitle } from '../titles.ts';
import { BulkBar } from './bulk-bar.tsx';
import { listColumns } from './cells.tsx';
import { toggleFaulty } from './facet-terms.ts';
import type { FilterHandle } from './filter-field.tsx';
import { GroupHeadLine } from './group-head.tsx';
import { fittedWidth } from './layout.ts';
import { ListEmpty } from './list-empty.tsx';
import { ListHeader } from './list-header.tsx';
import { ListNotices } from './list-notices.tsx';
import styles from './list-pane.module.css';
import { nextSort } from './prefs.ts';
import { type RowActions, rowMenu } from './row-menu.ts';
import { type RowTargets, useRowTargets } from './use-action-targets.ts';
import { useExport } from './use-export.ts';
import { useGroups } from './use-groups.ts';
import { useList } from './use-list.ts';
import { useListCommands } from './use-list-commands.ts';
import { actionKeyPressed, rowKeyPressed, useRowActions } from './use-row-actions.ts';
import { useSelection } from './use-selection.ts';
import { useWidths } from './use-widths.ts';

export interface ListPaneProps {
  readonly clusterId: string;
  readonly kind: string;
}

interface MenuPlace {
  readonly row: Row;
  readonly at: { readonly x: number; readonly y: number };
}

const rowKey = (row: Row): string => row.uid;
const headOf = (row: Row): ReactNode | null =>
  row.group === undefined ? null : <GroupHeadLine row={row} group={row.group} />;

/** The list of one kind: header, notices, table, bulk bar. */
export function ListPane({ clusterId, kind }: ListPaneProps): ReactNode {
  const list = useList(clusterId, kind);
  const { state, view, prefs, setPrefs, keepPlace } = list;
  const selection = useSelection(list);
  const { clock } = useData();
  const exporter = useExport(list, selection.uids);
  const groups = useGroups(list, selection);
  const table = useRef<TableHandle>(null);
  const filter = useRef<FilterHandle>(null);
  const [menu, setMenuPlace] = useState<MenuPlace | null>(null);
  const [cursor, setCursor] = useState<string | null>(list.place.cursor);
  // What the panel shows is the current row, also when it was opened from elsewhere (a link, the palette).
  const shown = useCluster(clusterId, ({ panel }) => (panel?.list === kind && panel.kind === kind ? panel.uid : null));
  useEffect(() => {
    if (typeof shown === 'string') setCursor(shown);
  }, [shown]);
  const toTop = useCallback(() => table.current?.scrollToIndex(0), []);
  const actions = useRowActions(list, toTop);
  const targets = useRowTargets(list, selection, exporter);
  const widths = useWidths(list);

  const setMenu = (place: MenuPlace | null): void => {
    targets.setMenuRow(place?.row ?? null);
    setMenuPlace(place);
  };

  const { columns, choice } = list;
  const tableColumns = useMemo(
    () => listColumns({ clusterId, columns: choice, held: columns }),
    [clusterId, choice, columns],
  );
  const setFilter = (next: string): void => {
    setPrefs({ ...prefs, filter: next });
    toTop();
  };
  const leaveFilter = (): void => table.current?.focus();
  useListCommands(list, filter, table);
  useEffect(() => table.current?.focus(), []);

  const onKey = (event: KeyboardEvent, row: Row | undefined): boolean => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      void selection.selectAll();
      return true;
    }
    if (event.key === 'Escape' && selection.uids.size > 0) {
      selection.clear();
      return true;
    }
    if (event.key === '!') {
      setFilter(toggleFaulty(prefs.filter));
      return true;
    }
    if (row === undefined) return false;
    if (row.group !== undefined) return groups.onKey(event, row);
    return rowKeyPressed(event, row, actions) || actionKeyPressed(event, row, list, targets.begin);
  };
  const { freshness, loading } = state;
  // Rows of a first list that is still coming are as current as can be; those under anything else are not.
  const current = isCurrent(freshness) || freshness.state === 'denied' || loading !== null;
  const muted = !current && state.rows.length > 0;
  const empty = <ListEmpty list={list} onClearFilter={() => setFilter('')} onNamespaces={actions.namespaces} />;
  return (
    <section className={styles.pane} aria-label={kindTitle(kind, list.info)} data-testid="list">
      <ListHeader
        list={list}
        exporter={exporter}
        filter={filter}
        onFilter={setFilter}
        onNamespaces={actions.namespaces}
        onLeaveFilter={leaveFilter}
        selected={selection.uids.size}
      />
      <ListNotices list={list} />
      <div className={styles.body}>
        <VirtualTable<Row>
          label={kindTitle(kind, list.info)}
          testId="table"
          handle={table}
          columns={tableColumns}
          rowCount={list.rowCount}
          rowHeight={list.rowHeight}
          getRow={list.getRow}
          rowKey={rowKey}
          indexOf={list.indexOf}
          version={state.version}
          onRange={view === null ? undefined : (first, last) => view.setRange(first, last)}
          sort={prefs.sort}
          onSort={(column) => setPrefs({ ...prefs, sort: nextSort(prefs.sort, column) })}
          cursor={cursor}
          onCursor={(uid) => {
            setCursor(uid);
            keepPlace({ cursor: uid });
          }}
          selected={selection.uids}
          onToggle={(uid, index) => {
            const group = list.getRow(index)?.group;
            if (group === undefined) selection.toggle(uid);
            else void selection.toggleGroup(group.key);
          }}
          onSelectRange={(from, to) => void selection.addRange(from, to)}
          onActivate={(row) => {
            if (!groups.toggle(row)) actions.open(row);
          }}
          onMenu={(row, _, at) => {
            if (row.group === undefined) setMenu({ row, at });
          }}
          headOf={headOf}
          onOrder={(order) => setPrefs({ ...prefs, order })}
          onFit={(column) =>
            setPrefs({ ...prefs, widths: { ...prefs.widths, [column]: fittedWidth(list, column, clock.now()) } })
          }
          onKey={onKey}
          rowActions={(row) =>
            row.group === undefined ? (
              <HoverActions row={row} actions={actions} targets={targets} onMenu={(at) => setMenu({ row, at })} />
            ) : null
          }
          muted={muted}
          initialTop={list.place.top}
          onTop={(top) => keepPlace({ top })}
          widths={widths}
          onWidths={(next) => setPrefs({ ...prefs, widths: next })}
        />
        <EmptyOver>{empty}</EmptyOver>
        <BulkBar list={list} selection={selection} exporter={exporter} context={actions.context} />
      </div>
      <PointMenu
        at={menu?.at ?? null}
        label={menu === null ? 'Actions' : `Actions of ${menu.row.name}`}
        items={menu === null ? [] : rowMenu(list, menu.row, actions, targets.items)}
        onClose={() => {
          setMenu(null);
          table.current?.focus();
        }}
      />
    </section>
  );
}

/** Lies over the rows' part only when there is something to say. */
function EmptyOver({ children }: { readonly children: ReactNode }): ReactNode {
  return <div className={styles.over}>{children}</div>;
}

interface HoverActionsProps {
  readonly row: Row;
  readonly actions: RowActions;
  readonly targets: RowTargets;
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void;
}

function HoverActions({ row, actions, targets, onMenu }: HoverActionsProps): ReactNode {
  return (
    <>
      <IconButton
        label={`YAML of ${row.name}`}
        tooltip={false}
        icon="file-code"
        iconSize={14}
        tabIndex={-1}
        onClick={() => actions.open(row, 'yaml')}
      />
      <IconButton
        label={`Edit ${row.name}`}
        tooltip={false}
        icon="pencil"
        iconSize={14}
        tabIndex={-1}
        onClick={() => targets.begin('edit', row)}
      />
      <IconButton
        label={`Actions of ${row.name}`}
        tooltip={false}
        icon="ellipsis"
        iconSize={14}
        tabIndex={-1}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          onMenu({ x: left, y: bottom });
        }}
      />
    </>
  );
}
