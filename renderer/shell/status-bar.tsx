import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { useData } from '../data/context.tsx';
import { useApp, useCluster, useNav } from '../data/hooks.ts';
import { useStatuses } from '../data/statuses.ts';
import { displayName, tabGlyph } from '../data/tabs.ts';
import { useTimes } from '../data/times.ts';
import { StateGlyph } from '../ui/glyph.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './status-bar.module.css';
import { useShellStore } from './ui-store.ts';
import { freshnessText, shortPath } from './words.ts';

/** This machine's clock, once a second while mounted. */
export function useLocalNow(): number {
  const { clock } = useData();
  return useSyncExternalStore(clock.subscribe, () => clock.now());
}

export function StatusBar() {
  const active = useApp((state) => state.active);
  const page = useApp((state) => state.page);
  const version = useApp((state) => state.info?.version);
  const connection = useApp((state) => state.connection);
  const shell = useShellStore();
  return (
    <footer className={styles.bar} data-testid="status-bar">
      {active === null ? (
        <span>No clusters open</span>
      ) : page === null ? (
        <ClusterItems clusterId={active} />
      ) : (
        <FleetItems />
      )}
      <span className={styles.space} />
      {connection.state === 'lost' ? (
        <span className={styles.item} role="status">
          <StateGlyph state="bad" /> Portolan does not answer
        </span>
      ) : null}
      {version === undefined ? null : (
        <button type="button" className={styles.item} onClick={() => shell.setState({ settings: 'about' })}>
          Portolan {version.split('.').slice(0, 2).join('.')}
        </button>
      )}
    </footer>
  );
}

/** How the open clusters are, while none of them is in front. */
function FleetItems() {
  const { clusters } = useData();
  const handles = useStore(clusters.store, (state) => state.handles);
  const statuses = useStatuses([...handles.values()]);
  const roles = Map.groupBy(statuses, (status) => tabGlyph(status).role);
  const words = { ok: 'live', progress: 'loading', warn: 'need a look', bad: 'not usable' } as const;
  return (
    <>
      <span>Fleet</span>
      {(['ok', 'progress', 'warn', 'bad'] as const).map((role) => {
        const count = roles.get(role)?.length ?? 0;
        return count === 0 ? null : (
          <span key={role} className={styles.item}>
            <StateGlyph state={role} /> {count} {words[role]}
          </span>
        );
      })}
    </>
  );
}

function ClusterItems({ clusterId }: { readonly clusterId: string }) {
  const status = useCluster(clusterId, (state) => state.status);
  const freshness = useCluster(clusterId, (state) => state.freshness) ?? null;
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const now = useLocalNow();
  if (status === undefined) return null;
  const fresh = freshnessText(status, freshness, now);
  return (
    <>
      <Popover
        label={`State of ${name}`}
        trigger={
          <button type="button" className={styles.item} data-testid="status-cluster">
            {name}
          </button>
        }
      >
        <ClusterFacts status={status} name={name} />
      </Popover>
      <span className={styles.item} data-testid="status-freshness" data-state={fresh.role}>
        <StateGlyph state={fresh.role} />
        {fresh.text}
      </span>
      <RunningOperations clusterId={clusterId} />
      {status.latencyMs === undefined || !answers(status) ? null : (
        <span className={styles.item} title="Median round trip of the last heartbeats">
          {Math.round(status.latencyMs)} ms
        </span>
      )}
      {status.eventsPerSecond === undefined || !answers(status) ? null : (
        <span className={styles.item} title="Changes received from the server">
          {Math.round(status.eventsPerSecond).toLocaleString('en-US')} events/s
        </span>
      )}
    </>
  );
}

/** Only while something runs: how much, and the way to it. */
function RunningOperations({ clusterId }: { readonly clusterId: string }) {
  const { go } = useNav(clusterId);
  const running =
    useCluster(
      clusterId,
      ({ operations }) => [...operations.values()].filter(({ state }) => state === 'running').length,
    ) ?? 0;
  if (running === 0) return null;
  return (
    <button
      type="button"
      className={styles.item}
      data-testid="status-operations"
      onClick={() => go({ type: 'page', id: 'operations' })}
    >
      <StateGlyph state="progress" />
      {running === 1 ? '1 operation running' : `${running} operations running`}
    </button>
  );
}

const answers = ({ state }: ClusterStatus): boolean =>
  ['connected', 'loading', 'loading_slow', 'ready'].includes(state);

function ClusterFacts({ status, name }: { readonly status: ClusterStatus; readonly name: string }) {
  const home = useApp((state) => state.info?.home ?? '');
  const times = useTimes();
  const facts: readonly (readonly [string, string])[] = [
    ['Cluster', name],
    ['State', status.reason === undefined ? status.state.replaceAll('_', ' ') : status.reason],
    ['Since', times.full(status.since)],
    ['Server', status.server],
    ['Version', status.version ?? 'not known'],
    ['Heartbeat', status.health],
    ['File', shortPath(status.file, home)],
    [
      'Clock',
      `server ${status.clockOffsetMs >= 0 ? 'ahead' : 'behind'} by ${Math.abs(Math.round(status.clockOffsetMs / 100) / 10)} s`,
    ],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
