import type { ReactNode } from 'react';
import type { Freshness } from '../../../shared/contract/views.ts';
import { isCurrent } from '../../../shared/freshness.ts';
import { useNow } from '../../data/clock-hooks.ts';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import { useTimes } from '../../data/times.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { kindWords } from '../titles.ts';
import { listNames } from './list-denied.tsx';
import type { List } from './use-list.ts';

/** Lines above the table: not live and why, what is not shown, an update that failed. */
export function ListNotices({ list }: { readonly list: List }): ReactNode {
  const { state, clusterId } = list;
  const { freshness } = state;
  return (
    <>
      {freshness.state === 'stale' && !isCurrent(freshness) ? (
        <Stale clusterId={clusterId} freshness={freshness} />
      ) : null}
      {freshness.state === 'denied' && state.rows.length > 0 ? (
        <Banner state="warn" testId="partly-denied">
          {`${sentence(freshness.reason)} ${partly(freshness.namespaces ?? [])}`}
        </Banner>
      ) : null}
      {state.status === 'open' && state.error !== null ? (
        <Banner
          state="bad"
          title={`The ${kindWords(list.kind, list.info)} could not be updated.`}
          actions={<Button onClick={() => list.view?.retry()}>Try again</Button>}
        >
          {state.error.message}
        </Banner>
      ) : null}
    </>
  );
}

interface StaleProps {
  readonly clusterId: string;
  readonly freshness: Extract<Freshness, { readonly state: 'stale' }>;
}

/** `Not live since 12:04:11: connection refused. What you see is from then. Trying again in 8 s.` */
function Stale({ clusterId, freshness }: StaleProps): ReactNode {
  const { actions } = useData();
  const times = useTimes();
  const offset = useCluster(clusterId, ({ status }) => status.clockOffsetMs) ?? 0;
  const nextOfCluster = useCluster(clusterId, ({ status }) => status.nextTryAt);
  const now = useNow(clusterId) - offset;
  const next = freshness.nextTryAt ?? nextOfCluster;
  const seconds = next === undefined ? null : Math.max(0, Math.ceil((next - now) / 1_000));
  const retry = (): void => {
    void actions
      .retry(clusterId)
      .catch((error: Error) => actions.notice('bad', `Retrying failed: ${error.message}`, clusterId));
  };
  const when = seconds === null ? '' : seconds === 0 ? ' Trying again now.' : ` Trying again in ${seconds} s.`;
  return (
    <Banner
      state="warn"
      icon="unplug"
      live="off"
      testId="stale"
      title={`Not live since ${times.clock(freshness.since)}:`}
      actions={<Button onClick={retry}>Retry now</Button>}
    >
      {`${sentence(freshness.reason)} What you see is from then.${when}`}
    </Banner>
  );
}

const partly = (namespaces: readonly string[]): string =>
  namespaces.length === 0
    ? 'Only what you may list is shown.'
    : `Shown is what you may list: ${listNames(namespaces)}.`;

/** A reason may come with or without its full stop. */
const sentence = (reason: string): string => (/[.!?]$/.test(reason) ? reason : `${reason}.`);
