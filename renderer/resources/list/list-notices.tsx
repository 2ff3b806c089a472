import type { ReactNode } from 'react';
import type { Freshness } from '../../../shared/contract/views.ts';
import { isCurrent } from '../../../shared/freshness.ts';
import { useNow } from '../../data/clock-hooks.ts';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import { useTimes } from '../../data/times.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { Popover } from '../../ui/popover.tsx';
import { kindWords } from '../titles.ts';
import { listNames, mayNot, missingRule } from './list-denied.tsx';
import styles from './list-notices.module.css';
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
      {freshness.state === 'denied' && state.rows.length > 0 ? <Partly list={list} freshness={freshness} /> : null}
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

interface PartlyProps {
  readonly list: List;
  readonly freshness: Extract<Freshness, { readonly state: 'denied' }>;
}

/** One quiet line: for whoever may read one namespace only, this is how it always is. */
function Partly({ list, freshness }: PartlyProps): ReactNode {
  const shown = freshness.namespaces ?? [];
  const missing = freshness.missing ?? (list.info === null ? null : missingRule(list.info));
  const words =
    shown.length === 0
      ? 'Shown: what you may list.'
      : `Shown: ${shown.length === 1 ? 'namespace' : 'namespaces'} ${listNames(shown)}.`;
  return (
    <p className={styles.partly} role="status" data-testid="partly-denied">
      <span>{`${words} ${mayNot(list)}`}</span>
      <Popover
        label="What is missing"
        align="end"
        trigger={
          <button type="button" className={styles.details}>
            Details
          </button>
        }
      >
        <div className={styles.why}>
          <p>{sentence(freshness.reason)}</p>
          {missing === null ? null : (
            <>
              <p>The rule that is missing:</p>
              <CodeBlock label="Missing rule" copy={missing}>
                {missing}
              </CodeBlock>
            </>
          )}
        </div>
      </Popover>
    </p>
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

/** A reason may come with or without its full stop. */
const sentence = (reason: string): string => (/[.!?]$/.test(reason) ? reason : `${reason}.`);
