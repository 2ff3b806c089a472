import { type ReactNode, useMemo } from 'react';
import { formatCell } from '../../../shared/kinds/format.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useHandle } from '../../data/hooks.ts';
import { displayName, tabGlyph } from '../../data/tabs.ts';
import { useView } from '../../data/view-hooks.ts';
import type { ViewQuery, ViewState } from '../../data/view-state.ts';
import { eventLine } from '../../resources/events/event-line.ts';
import { EventList } from '../../resources/events/event-list.tsx';
import { formatCount } from '../../resources/list/counts.ts';
import { showList } from '../../resources/show-list.ts';
import { Button } from '../../ui/button.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import styles from './overview.module.css';
import { KindTile } from './tiles.tsx';
import { type Scope, useScope } from './use-total.ts';

const TILES = [
  { kind: 'nodes', title: 'Nodes' },
  { kind: 'pods', title: 'Pods' },
  { kind: 'deployments.apps', title: 'Deployments' },
  { kind: 'statefulsets.apps', title: 'StatefulSets' },
  { kind: 'daemonsets.apps', title: 'DaemonSets' },
  { kind: 'jobs.batch', title: 'Jobs' },
] as const;

/** How one cluster is: its nodes and workloads by state, the pods in trouble, the latest warnings. All of it live. */
export function OverviewPage({ clusterId }: { readonly clusterId: string }): ReactNode {
  const settings = useApp((state) => state.settings);
  const status = useCluster(clusterId, (state) => state.status);
  const scope = useScope(clusterId);
  if (status === undefined) return null;
  const glyph = tabGlyph(status);
  return (
    <div className={styles.page} data-testid="overview">
      <header className={styles.header}>
        <h1 className={styles.title}>{displayName(clusterId, settings)}</h1>
        <StateGlyph state={glyph.role} label={glyph.label} />
        <p className={styles.facts}>
          {[status.version ?? '', status.server, latencyText(status.latencyMs)]
            .filter((fact) => fact !== '')
            .join(' · ')}
        </p>
      </header>
      <div className={styles.tiles}>
        {TILES.map((tile) => (
          <KindTile key={tile.kind} clusterId={clusterId} {...tile} namespaces={tile.kind === 'nodes' ? null : scope} />
        ))}
      </div>
      <div className={styles.columns}>
        <Trouble clusterId={clusterId} namespaces={scope} />
        <Warnings clusterId={clusterId} namespaces={scope} />
      </div>
    </div>
  );
}

/** Is the total a fact? While it is loading, or not allowed, none is shown. */
const isSettled = ({ status, loading, freshness }: ViewState): boolean =>
  status === 'open' && loading === null && (freshness.state === 'live' || freshness.state === 'stale');

const latencyText = (latencyMs: number | undefined): string =>
  latencyMs === undefined ? '' : `${Math.round(latencyMs)} ms`;

interface PartProps {
  readonly clusterId: string;
  readonly namespaces: Scope;
}

const TROUBLE = 'state:/^(bad|warn)$/';
const SHOWN = { offset: 0, limit: 12 };

/** Pods that ask for attention, worst first. */
function Trouble({ clusterId, namespaces }: PartProps): ReactNode {
  const data = useData();
  const handle = useHandle(clusterId);
  const query = useMemo<ViewQuery>(
    () => ({ kind: 'pods', namespaces, filter: TROUBLE, sort: { column: 'state', descending: false } }),
    [namespaces],
  );
  const { state } = useView(clusterId, 'trouble', query, SHOWN);
  const at = state.columns.findIndex((column) => column.id === 'status');
  const settled = isSettled(state);
  return (
    <section className={styles.part} aria-label="Pods in trouble">
      <PartHead
        title="Pods in trouble"
        total={settled ? state.total : null}
        onAll={() => showList(data, clusterId, 'pods', TROUBLE, namespaces)}
      />
      {state.freshness.state === 'denied' ? <p className={styles.none}>{state.freshness.reason}</p> : null}
      {settled && state.total === 0 ? <p className={styles.none}>No pod is failing.</p> : null}
      <ul className={styles.list}>
        {state.rows.map((row) => (
          <li key={row.uid}>
            <button
              type="button"
              className={styles.row}
              onClick={() => handle?.openObject('pods', row.namespace, row.name, row.uid)}
            >
              <StateGlyph state={row.state} />
              <span className={styles.rowName}>
                <span className={styles.muted}>{`${row.namespace}/`}</span>
                {row.name}
              </span>
              <span className={styles.rowStatus} data-state={row.state}>
                {formatCell(row.cells[at] ?? null, 'text', { now: 0 })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const WARNINGS = 'type:=Warning';

/** The latest warning events of the whole cluster. */
function Warnings({ clusterId, namespaces }: PartProps): ReactNode {
  const data = useData();
  const query = useMemo<ViewQuery>(
    () => ({ kind: 'events', namespaces, filter: WARNINGS, sort: { column: 'last-seen', descending: false } }),
    [namespaces],
  );
  const { state } = useView(clusterId, 'warnings', query, SHOWN);
  const lines = useMemo(() => state.rows.map((row) => eventLine(state.columns, row)), [state.rows, state.columns]);
  const settled = isSettled(state);
  return (
    <section className={styles.part} aria-label="Latest warnings">
      <PartHead
        title="Latest warnings"
        total={settled ? state.total : null}
        onAll={() => showList(data, clusterId, 'events', WARNINGS, namespaces)}
      />
      {state.freshness.state === 'denied' ? <p className={styles.none}>{state.freshness.reason}</p> : null}
      {settled && state.total === 0 ? <p className={styles.none}>No warnings.</p> : null}
      <EventList clusterId={clusterId} lines={lines} objects />
    </section>
  );
}

interface PartHeadProps {
  readonly title: string;
  readonly total: number | null;
  readonly onAll: () => void;
}

function PartHead({ title, total, onAll }: PartHeadProps): ReactNode {
  return (
    <div className={styles.partHead}>
      <h2>{title}</h2>
      {total === null ? null : <span className={styles.muted}>{formatCount(total)}</span>}
      {total === null || total <= SHOWN.limit ? null : (
        <Button variant="quiet" onClick={onAll}>
          Show all
        </Button>
      )}
    </div>
  );
}
