import { useCallback, useMemo } from 'react';
import type { FleetProblem, FleetWarning } from '../../../shared/contract/fleet.ts';
import { useApp } from '../../data/hooks.ts';
import { clusterColor, tabNames } from '../../data/tabs.ts';
import { lasting } from '../../data/wording.ts';
import { MiddleEllipsis } from '../../ui/ellipsis.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import type { TableColumn } from '../../ui/table/types.ts';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import styles from './fleet.module.css';

const ROW_HEIGHT = { compact: 28, comfortable: 34 } as const;

/** A row of one cluster; `stale` when its cluster's figures are not of now. */
type Of<T> = T & { readonly stale: boolean };
export type ProblemRow = Of<FleetProblem>;
export type WarningRow = Of<FleetWarning>;

interface ListProps<R> {
  readonly rows: readonly R[];
  readonly now: number;
  readonly onOpen: (row: R) => void;
}

const problemKey = (row: ProblemRow): string => `${row.clusterId}\n${row.kind}\n${row.namespace}\n${row.name}`;
const warningKey = (row: WarningRow): string => `${row.clusterId}\n${row.uid}`;

/** Pods and nodes in trouble, over all open clusters. */
export function ProblemsTable({ rows, now, onOpen }: ListProps<ProblemRow>) {
  const cluster = useClusterColumn<ProblemRow>();
  const columns = useMemo<readonly TableColumn<ProblemRow>[]>(
    () => [
      {
        id: 'state',
        title: 'State',
        width: 34,
        minWidth: 30,
        hideTitle: true,
        render: ({ state, reason }) => <StateGlyph state={state} label={reason} />,
      },
      cluster,
      { id: 'kind', title: 'KIND', width: 70, render: ({ kind }) => (kind === 'pods' ? 'Pod' : 'Node') },
      { id: 'namespace', title: 'NAMESPACE', width: 150, render: ({ namespace }) => namespace },
      {
        id: 'name',
        title: 'NAME',
        width: 260,
        minWidth: 180,
        grow: true,
        strong: true,
        label: ({ name }) => name,
        render: ({ name }) => <MiddleEllipsis text={name} tail={12} />,
      },
      {
        id: 'reason',
        title: 'REASON',
        width: 220,
        label: ({ reason }) => reason,
        render: ({ reason, state }) => (
          <span className={styles.reason} data-state={state}>
            {reason}
          </span>
        ),
      },
      { id: 'since', title: 'SINCE', width: 76, align: 'end', render: ({ since }) => age(since, now) },
    ],
    [cluster, now],
  );
  return (
    <List
      label="What needs attention"
      testId="fleet-attention"
      rows={rows}
      columns={columns}
      keyOf={problemKey}
      onOpen={onOpen}
    />
  );
}

/** Warning events, over all open clusters, newest first. */
export function WarningsTable({ rows, now, onOpen }: ListProps<WarningRow>) {
  const cluster = useClusterColumn<WarningRow>();
  const columns = useMemo<readonly TableColumn<WarningRow>[]>(
    () => [
      {
        id: 'state',
        title: 'State',
        width: 34,
        minWidth: 30,
        hideTitle: true,
        render: () => <StateGlyph state="warn" label="Warning" />,
      },
      { id: 'seen', title: 'LAST SEEN', width: 84, align: 'end', render: ({ lastSeen }) => age(lastSeen, now) },
      cluster,
      { id: 'namespace', title: 'NAMESPACE', width: 130, render: ({ namespace }) => namespace },
      { id: 'reason', title: 'REASON', width: 150, strong: true, render: ({ reason }) => reason },
      {
        id: 'object',
        title: 'OBJECT',
        width: 220,
        label: ({ object }) => `${object.kind}/${object.name}`,
        render: ({ object }) => <MiddleEllipsis text={`${object.kind.toLowerCase()}/${object.name}`} tail={12} />,
      },
      {
        id: 'message',
        title: 'MESSAGE',
        width: 300,
        minWidth: 160,
        grow: true,
        label: ({ message }) => message,
        render: ({ message }) => <span className="truncate">{message}</span>,
      },
      { id: 'count', title: 'COUNT', width: 66, align: 'end', render: ({ count }) => count.toLocaleString('en-US') },
    ],
    [cluster, now],
  );
  return (
    <List label="Warnings" testId="fleet-warnings" rows={rows} columns={columns} keyOf={warningKey} onOpen={onOpen} />
  );
}

const age = (at: number | null, now: number): string => (at === null ? '–' : lasting(now - at));

function useClusterColumn<R extends { readonly clusterId: string }>(): TableColumn<R> {
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  return useMemo(() => {
    const names = tabNames(open, settings);
    return {
      id: 'cluster',
      title: 'CLUSTER',
      width: 170,
      label: ({ clusterId }) => clusterId,
      render: ({ clusterId }) => (
        <span className={styles.name}>
          <span
            className={styles.swatch}
            style={{ background: `var(--cluster-${clusterColor(clusterId, open, settings)})` }}
          />
          <span className="truncate">{names.get(clusterId)?.name ?? clusterId}</span>
          {names.get(clusterId)?.file == null ? null : (
            <span className={styles.muted}>{names.get(clusterId)?.file}</span>
          )}
        </span>
      ),
    };
  }, [open, settings]);
}

interface PlainListProps<R> {
  readonly label: string;
  readonly testId: string;
  readonly rows: readonly R[];
  readonly columns: readonly TableColumn<R>[];
  readonly keyOf: (row: R) => string;
  readonly onOpen: (row: R) => void;
}

function List<R extends { readonly stale: boolean }>({
  label,
  testId,
  rows,
  columns,
  keyOf,
  onOpen,
}: PlainListProps<R>) {
  const density = useApp(({ settings }) => settings.density);
  const getRow = useCallback((at: number) => rows[at], [rows]);
  const indexes = useMemo(() => new Map(rows.map((row, at) => [keyOf(row), at])), [rows, keyOf]);
  const indexOf = useCallback((key: string) => indexes.get(key), [indexes]);
  return (
    <VirtualTable<R>
      label={label}
      testId={testId}
      columns={columns}
      rowCount={rows.length}
      rowHeight={ROW_HEIGHT[density]}
      getRow={getRow}
      rowKey={keyOf}
      indexOf={indexOf}
      version={`${rows.length} ${rows[0] === undefined ? '' : keyOf(rows[0])}`}
      onActivate={onOpen}
      dimRow={(row) => row.stale}
    />
  );
}
