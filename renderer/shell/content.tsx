import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { useApp, useCluster, useNav } from '../data/hooks.ts';
import { displayName } from '../data/tabs.ts';
import { Banner } from '../ui/banner.tsx';
import { EmptyState, ErrorBoundary } from '../ui/empty.tsx';
import { ClusterOverlay, hasOverlay } from './overlays/cluster-overlay.tsx';
import styles from './shell.module.css';
import { useLocalNow } from './status-bar.tsx';
import type { ShellParts } from './types.ts';
import { useShell } from './ui-store.ts';
import { useCopyLink } from './use-deep-link.ts';
import { lasting } from './words.ts';

/** One cluster's page, and what lies over it while the cluster cannot be used. */
export function ClusterContent({ clusterId, parts }: { readonly clusterId: string; readonly parts: ShellParts }) {
  const status = useCluster(clusterId, (state) => state.status);
  const { place } = useNav(clusterId);
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const terminal = useShell((state) => state.terminals.has(clusterId));
  useCopyLink(clusterId);
  if (status === undefined) return <main className={styles.content} aria-busy="true" />;
  const covered = hasOverlay(status) || terminal;
  return (
    <main
      className={styles.content}
      id="cluster-panel"
      aria-label={name}
      data-cluster={clusterId}
      data-state={status.state}
    >
      <SlowNote status={status} />
      <div className={styles.page} inert={covered}>
        <ErrorBoundary what={`this page of ${name}`} resetKey={`${clusterId} ${JSON.stringify(place)}`}>
          <PlaceView clusterId={clusterId} parts={parts} />
        </ErrorBoundary>
      </div>
      {covered ? <ClusterOverlay status={status} /> : null}
    </main>
  );
}

function PlaceView({ clusterId, parts }: { readonly clusterId: string; readonly parts: ShellParts }) {
  const { place, go } = useNav(clusterId);
  if (place.type === 'kind') return <parts.KindPage key={clusterId} clusterId={clusterId} kind={place.kind} />;
  const page = parts.pages.find(({ id }) => id === place.id);
  if (page !== undefined) return <page.Component key={clusterId} clusterId={clusterId} />;
  return (
    <EmptyState
      icon="compass"
      title="There is no such page"
      actions={
        <button type="button" onClick={() => go({ type: 'kind', kind: 'pods' })}>
          Show the pods
        </button>
      }
    />
  );
}

/** A server that answers slowly is said to be slow, before anybody wonders. */
function SlowNote({ status }: { readonly status: ClusterStatus }) {
  const now = useLocalNow();
  const waits = now - status.since;
  if (status.state === 'loading_slow') {
    return (
      <Banner state="progress" icon="clock" title={`${status.clusterName} answers slowly.`} testId="slow-note">
        {status.reason ?? `Loading takes longer than 10 s, since ${lasting(waits)}. Other clusters are not affected.`}
      </Banner>
    );
  }
  if (status.state === 'connecting' && waits > 3000) {
    return (
      <Banner
        state="progress"
        icon="clock"
        title={`Connecting to ${status.clusterName} since ${lasting(waits)}.`}
        testId="connecting-note"
      >
        {status.server} has not answered yet.
      </Banner>
    );
  }
  return null;
}
