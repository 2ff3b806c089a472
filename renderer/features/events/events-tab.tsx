import { type ReactNode, useEffect } from 'react';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { EventList } from '../../resources/events/event-list.tsx';
import type { PanelCountProps, PanelTabProps } from '../../resources/panel-tab.ts';
import { Relative } from '../../resources/time.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { hasChildren } from './children.ts';
import styles from './events.module.css';
import { useObjectEvents, useOldestEvent } from './object-events.ts';

export function EventsTab(props: PanelTabProps): ReactNode {
  const { lines, state, known } = useObjectEvents(props);
  if (state.freshness.state === 'denied') {
    return (
      <EmptyState icon="lock" title="You may not list events here.">
        {state.freshness.reason}
      </EmptyState>
    );
  }
  if (state.status === 'failed' && state.error !== null) {
    return <ErrorPanel title="The events cannot be read" message={state.error.message} />;
  }
  if (known && lines.length === 0) {
    return (
      <EmptyState title={`No events about ${props.target.name}`}>
        <Kept clusterId={props.clusterId} namespace={props.target.namespace} />
      </EmptyState>
    );
  }
  return (
    <div className={styles.tab} data-testid="events">
      <EventList clusterId={props.clusterId} lines={lines} objects={hasChildren(props.target.kind)} />
      {state.total > lines.length ? (
        <p className={styles.more}>{`The latest ${lines.length} of ${state.total}.`}</p>
      ) : null}
      <p className={styles.more}>
        <Kept clusterId={props.clusterId} namespace={props.target.namespace} />
      </p>
    </div>
  );
}

/** How far back the server remembers: no events is not the same as nothing happened. */
function Kept({ clusterId, namespace }: { readonly clusterId: string; readonly namespace: string }): ReactNode {
  const oldest = useOldestEvent(clusterId, namespace);
  if (oldest === null) return 'The server forgets events after a while, an hour by default.';
  return (
    <span data-testid="events-kept">
      {`The oldest event that the server still has ${namespace === '' ? 'of this cluster' : 'in this namespace'} is from `}
      <Relative clusterId={clusterId} at={oldest} />
      {'; what happened before is forgotten.'}
    </span>
  );
}

export function EventsCount({ report, ...props }: PanelCountProps): ReactNode {
  const { state, known } = useObjectEvents(props);
  useEffect(() => {
    if (known) report(state.total);
  }, [known, state.total, report]);
  return null;
}

const LATEST = 5;

/** The latest few, in the summary. */
export function EventsSummary(props: PanelTabProps): ReactNode {
  const { lines } = useObjectEvents(props);
  if (lines.length === 0) return null;
  return (
    <FoldSection id="events" title="Events">
      <EventList clusterId={props.clusterId} lines={lines.slice(0, LATEST)} objects={hasChildren(props.target.kind)} />
    </FoldSection>
  );
}
