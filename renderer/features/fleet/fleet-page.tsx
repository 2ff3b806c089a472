import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { kindByWord } from '../../../shared/kinds/index.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import type { AppPageProps } from '../../data/pages.ts';
import { useStatuses } from '../../data/statuses.ts';
import { displayName } from '../../data/tabs.ts';
import { plural } from '../../data/wording.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { type ClusterRow, ClustersTable, useClusterRows } from './clusters-table.tsx';
import styles from './fleet.module.css';
import { useFleet } from './fleet-data.ts';
import { type ProblemRow, ProblemsTable, type WarningRow, WarningsTable } from './lists.tsx';

/** Every open cluster at a glance. What is shown of one is that cluster's own, and leads to its tab. */
export function FleetPage({ page, setCounts }: AppPageProps) {
  const data = useData();
  const { entries, refresh } = useFleet();
  const [words, setWords] = useState('');
  const [only, setOnly] = useState<string | null>(null);
  const known = useApp((state) => state.contexts?.contexts.length ?? 0);
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  const handles = useStore(data.clusters.store, (state) => state.handles);
  const statuses = useStatuses([...handles.values()]);
  const now = useSyncExternalStore(data.clock.subscribe, () => Math.floor(data.clock.now() / 1000) * 1000);
  const clusters = useClusterRows(statuses, entries, page === 'fleet' ? words : '', now);
  const chosen = only !== null && open.includes(only) ? only : null;
  const problems = useMemo(() => problemRows(clusters, chosen, words), [clusters, chosen, words]);
  const warnings = useMemo(() => warningRows(clusters, chosen, words), [clusters, chosen, words]);
  const attention = clusters.reduce((sum, row) => sum + (row.entry?.figures?.problems.length ?? 0), 0);
  const warned = clusters.reduce((sum, row) => sum + (row.entry?.figures?.warnings.length ?? 0), 0);
  const whole = page !== 'fleet' || words === '';
  useEffect(() => {
    if (whole) setCounts({ fleet: open.length, 'fleet.attention': attention, 'fleet.events': warned });
  }, [setCounts, whole, open.length, attention, warned]);

  const show = (clusterId: string) => data.actions.activate(clusterId);
  const showObject = (clusterId: string, kind: string, namespace: string, name: string) => {
    data.actions.activate(clusterId);
    data.clusters.get(clusterId)?.openObject(kind, namespace, name);
  };
  const title = page === 'fleet' ? 'Clusters' : page === 'fleet.attention' ? 'Attention' : 'Warnings';
  const unread = clusters.filter((row) => !row.fresh.current);
  return (
    <section className={styles.page} aria-label={title} data-testid="fleet-page">
      <header className={styles.header}>
        <h1 className={styles.title}>{title}</h1>
        <span className={styles.count} data-testid="fleet-count">
          {page === 'fleet'
            ? `${open.length.toLocaleString('en-US')} open of ${known.toLocaleString('en-US')} known`
            : `${(page === 'fleet.attention' ? problems : warnings).length.toLocaleString('en-US')} in ${plural(open.length, 'cluster')}`}
        </span>
        {chosen === null || page === 'fleet' ? null : (
          <Chip onRemove={() => setOnly(null)} removeLabel="Show all clusters">
            {displayName(chosen, settings)}
          </Chip>
        )}
        <TextField
          label="Filter"
          hideLabel
          icon="list-filter"
          className={styles.filter ?? ''}
          placeholder="Filter"
          value={words}
          onChange={setWords}
        />
        <IconButton label="Read all clusters again" icon="refresh-cw" bordered onClick={refresh} />
      </header>
      {page === 'fleet' || unread.length === 0 ? null : <NotCurrent rows={unread} />}
      <div className={styles.body}>
        {page === 'fleet' ? (
          <ClustersTable
            rows={clusters}
            onOpen={show}
            onAttention={(clusterId) => {
              setOnly(clusterId);
              data.actions.showPage('fleet.attention');
            }}
          />
        ) : page === 'fleet.attention' ? (
          <ProblemsTable
            rows={problems}
            now={now}
            onOpen={(row) => showObject(row.clusterId, row.kind, row.namespace, row.name)}
          />
        ) : (
          <WarningsTable rows={warnings} now={now} onOpen={(row) => openWarning(row, showObject, show)} />
        )}
        <Nothing
          count={page === 'fleet' ? clusters.length : page === 'fleet.attention' ? problems.length : warnings.length}
          page={page}
          words={words}
          waiting={clusters.some((row) => row.entry === undefined)}
          onClear={() => setWords('')}
        />
      </div>
    </section>
  );
}

/** What an event is about is a kind's name as in the object; its list is found by kubectl's words. */
function openWarning(
  row: WarningRow,
  showObject: (clusterId: string, kind: string, namespace: string, name: string) => void,
  show: (clusterId: string) => void,
): void {
  const kind = kindByWord(row.object.kind);
  if (kind === undefined || row.object.name === '') show(row.clusterId);
  else showObject(row.clusterId, kind.id, row.object.namespace, row.object.name);
}

/** Rows of clusters that do not answer now are of before, or missing: said above the list, by name. */
function NotCurrent({ rows }: { readonly rows: readonly ClusterRow[] }) {
  return (
    <p className={styles.note} data-testid="fleet-not-current">
      Not current: {rows.map((row) => `${row.name} (${row.fresh.text})`).join(', ')}.
    </p>
  );
}

function problemRows(clusters: readonly ClusterRow[], only: string | null, words: string): readonly ProblemRow[] {
  return ofAll(clusters, only, (row) => row.entry?.figures?.problems ?? []).filter((row) =>
    matches(words, [row.clusterId, row.namespace, row.name, row.reason]),
  );
}

function warningRows(clusters: readonly ClusterRow[], only: string | null, words: string): readonly WarningRow[] {
  return ofAll(clusters, only, (row) => row.entry?.figures?.warnings ?? [])
    .filter((row) =>
      matches(words, [row.clusterId, row.namespace, row.object.kind, row.object.name, row.reason, row.message]),
    )
    .toSorted((a, b) => (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
}

function ofAll<T>(
  clusters: readonly ClusterRow[],
  only: string | null,
  list: (row: ClusterRow) => readonly T[],
): readonly (T & { readonly stale: boolean })[] {
  return clusters
    .filter((row) => only === null || row.clusterId === only)
    .flatMap((row) => list(row).map((one) => ({ ...one, stale: !row.fresh.current })));
}

function matches(words: string, said: readonly string[]): boolean {
  const text = said.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

interface NothingProps {
  readonly count: number;
  readonly page: string;
  readonly words: string;
  readonly waiting: boolean;
  readonly onClear: () => void;
}

function Nothing({ count, page, words, waiting, onClear }: NothingProps) {
  if (count > 0) return null;
  return (
    <div className={styles.over}>
      {words !== '' ? (
        <EmptyState
          icon="list-filter"
          title="Nothing matches"
          actions={<Button onClick={onClear}>Clear filter</Button>}
        />
      ) : waiting ? (
        <EmptyState icon="clock" title="Reading the open clusters" />
      ) : page === 'fleet.attention' ? (
        <EmptyState icon="check" title="Nothing needs attention">
          No pod and no node of the clusters that answer is in trouble.
        </EmptyState>
      ) : page === 'fleet.events' ? (
        <EmptyState icon="check" title="No warnings" />
      ) : (
        <EmptyState icon="layout-grid" title="No cluster is open" />
      )}
    </div>
  );
}
