import { useCallback, useMemo } from 'react';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { FleetUsage } from '../../../shared/contract/fleet.ts';
import { useApp } from '../../data/hooks.ts';
import { clusterColor, tabGlyph, tabNames } from '../../data/tabs.ts';
import { Badge } from '../../ui/chip.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { UsageBar } from '../../ui/meter.tsx';
import type { TableColumn } from '../../ui/table/types.ts';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import styles from './fleet.module.css';
import type { FleetEntry } from './fleet-data.ts';
import { type RowFreshness, rowFreshness } from './freshness.ts';
import { Sparkline } from './sparkline.tsx';
import { bytesText, coresText, percentText } from './usage.ts';

const ROW_HEIGHT = { compact: 38, comfortable: 44 } as const;

export interface ClusterRow {
  readonly clusterId: string;
  readonly name: string;
  /** Where two open ones would read the same. */
  readonly file: string | null;
  readonly tint: number;
  readonly status: ClusterStatus;
  readonly entry: FleetEntry | undefined;
  readonly fresh: RowFreshness;
}

export function useClusterRows(
  statuses: readonly ClusterStatus[],
  entries: ReadonlyMap<string, FleetEntry>,
  words: string,
  now: number,
): readonly ClusterRow[] {
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  const names = tabNames(open, settings);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return open.flatMap((clusterId) => {
    const status = statuses.find((one) => one.clusterId === clusterId);
    if (status === undefined) return [];
    const { name, file } = names.get(clusterId) ?? { name: clusterId, file: null };
    const tags = settings.clusters[clusterId]?.tags ?? [];
    const said = [name, clusterId, status.version ?? '', status.server, ...tags].join('\n').toLowerCase();
    if (!wanted.every((word) => said.includes(word))) return [];
    const entry = entries.get(clusterId);
    const tint = clusterColor(clusterId, open, settings);
    return [{ clusterId, name, file, tint, status, entry, fresh: rowFreshness(status, entry, now) }];
  });
}

interface ClustersTableProps {
  readonly rows: readonly ClusterRow[];
  readonly onOpen: (clusterId: string) => void;
  readonly onAttention: (clusterId: string) => void;
}

/** One row a cluster, each with its own freshness; a row leads to that cluster's tab. */
export function ClustersTable({ rows, onOpen, onAttention }: ClustersTableProps) {
  const density = useApp(({ settings }) => settings.density);
  const columns = useMemo(() => clusterColumns(onAttention), [onAttention]);
  const getRow = useCallback((at: number) => rows[at], [rows]);
  const indexOf = useCallback(
    (key: string) => {
      const at = rows.findIndex((row) => row.clusterId === key);
      return at < 0 ? undefined : at;
    },
    [rows],
  );
  return (
    <VirtualTable<ClusterRow>
      label="Open clusters"
      testId="fleet-clusters"
      columns={columns}
      rowCount={rows.length}
      rowHeight={ROW_HEIGHT[density]}
      getRow={getRow}
      rowKey={(row) => row.clusterId}
      indexOf={indexOf}
      version={rows.map((row) => `${row.clusterId} ${row.fresh.text} ${row.entry?.figures?.at ?? 0}`).join('\n')}
      onActivate={(row) => onOpen(row.clusterId)}
      dimRow={(row) => !row.fresh.current && row.entry?.figures != null}
    />
  );
}

function clusterColumns(onAttention: (clusterId: string) => void): readonly TableColumn<ClusterRow>[] {
  return [
    {
      id: 'state',
      title: 'State',
      width: 34,
      minWidth: 30,
      hideTitle: true,
      render: ({ status }) => {
        const glyph = tabGlyph(status);
        return <StateGlyph state={glyph.role} label={glyph.label} />;
      },
    },
    { id: 'name', title: 'CLUSTER', width: 240, minWidth: 180, grow: true, strong: true, render: nameCell },
    { id: 'version', title: 'VERSION', width: 90, render: ({ status }) => status.version ?? '–' },
    { id: 'nodes', title: 'NODES', width: 76, align: 'end', render: (row) => number(row.entry?.figures?.nodes) },
    { id: 'pods', title: 'PODS', width: 84, align: 'end', render: (row) => number(row.entry?.figures?.pods) },
    {
      id: 'attention',
      title: 'ATTENTION',
      width: 96,
      align: 'end',
      render: (row) => <Attention row={row} onAttention={onAttention} />,
    },
    {
      id: 'cpu',
      title: 'CPU',
      width: 200,
      align: 'end',
      render: (row) => <Usage row={row} what="cpu" text={coresText} />,
    },
    {
      id: 'memory',
      title: 'MEMORY',
      width: 200,
      align: 'end',
      render: (row) => <Usage row={row} what="memory" text={bytesText} />,
    },
    {
      id: 'fresh',
      title: 'FRESHNESS',
      width: 130,
      align: 'end',
      render: ({ fresh, entry }) => (
        <span className={styles.fresh} data-role={fresh.role} title={entry?.error ?? undefined}>
          {fresh.text}
        </span>
      ),
    },
  ];
}

const number = (value: number | null | undefined): string => value?.toLocaleString('en-US') ?? '–';

function nameCell({ name, file, tint, status }: ClusterRow) {
  return (
    <span className={styles.name}>
      <span className={styles.swatch} style={{ background: `var(--cluster-${tint})` }} />
      <span className="truncate">{name}</span>
      {file === null ? null : <span className={styles.muted}>{file}</span>}
      {status.guard === 'none' ? null : (
        <Badge tone="bad">{status.guard === 'read-only' ? 'Read-only' : 'Guarded'}</Badge>
      )}
    </span>
  );
}

interface AttentionProps {
  readonly row: ClusterRow;
  readonly onAttention: (clusterId: string) => void;
}

function Attention({ row, onAttention }: AttentionProps) {
  const figures = row.entry?.figures;
  if (figures == null) return '–';
  const count = figures.problems.length;
  if (count === 0) return '0';
  const bad = figures.problems.some((problem) => problem.state === 'bad');
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.attention}
      data-bad={bad ? '' : undefined}
      aria-label={`${count} that need attention in ${row.name}`}
      onClick={(event) => {
        event.stopPropagation();
        onAttention(row.clusterId);
      }}
    >
      {count.toLocaleString('en-US')}
      {figures.moreProblems ? '+' : ''}
    </button>
  );
}

interface UsageProps {
  readonly row: ClusterRow;
  readonly what: 'cpu' | 'memory';
  readonly text: (value: number) => string;
}

function Usage({ row, what, text }: UsageProps) {
  const figures = row.entry?.figures;
  const usage: FleetUsage | null = figures?.[what] ?? null;
  if (figures == null || usage === null) return <span className={styles.muted}>–</span>;
  const { used, capacity } = usage;
  return (
    <span
      className={styles.usage}
      title={capacity === null ? `${text(used)} used` : `${text(used)} of ${text(capacity)} used`}
    >
      <Sparkline values={figures.history.map((sample) => sample[what])} />
      <span className={styles.used}>
        {capacity === null ? `${text(used)}${what === 'cpu' ? ' cores' : ''}` : percentText(used, capacity)}
      </span>
      {capacity === null ? null : (
        <span className={styles.meter}>
          <UsageBar value={used} max={capacity} tone={used / capacity > 0.9 ? 'warn' : 'neutral'} />
        </span>
      )}
    </span>
  );
}
