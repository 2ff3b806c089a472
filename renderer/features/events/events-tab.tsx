import { type ReactNode, useEffect } from 'react';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { EventList } from '../../resources/events/event-list.tsx';
import type { PanelCountProps, PanelTabProps } from '../../resources/panel-tab.ts';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import styles from './events.module.css';
import { useObjectEvents } from './object-events.ts';

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
        The server forgets events after a while, an hour by default.
      </EmptyState>
    );
  }
  return (
    <div className={styles.tab} data-testid="events">
      <EventList clusterId={props.clusterId} lines={lines} />
      {state.total > lines.length ? (
        <p className={styles.more}>{`The latest ${lines.length} of ${state.total}.`}</p>
      ) : null}
    </div>
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
      <EventList clusterId={props.clusterId} lines={lines.slice(0, LATEST)} />
    </FoldSection>
  );
}
