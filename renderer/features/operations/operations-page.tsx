import { type ReactNode, useState } from 'react';
import type { Operation } from '../../../shared/contract/operations.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useHandle } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useTimes } from '../../data/times.ts';
import { progressText } from '../../resources/actions/operation-words.ts';
import { Age } from '../../resources/time.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { toast } from '../../ui/toast.tsx';
import { OperationItems } from './operation-items.tsx';
import styles from './operations.module.css';

const none: ReadonlyMap<string, Operation> = new Map();

/** What is being done and was done on this cluster, newest first: progress, results, cancel, retry. */
export function OperationsPage({ clusterId }: { readonly clusterId: string }): ReactNode {
  const { api } = useData();
  const handle = useHandle(clusterId);
  const operations = useCluster(clusterId, (state) => state.operations) ?? none;
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const shown = [...operations.values()].reverse();
  const clear = async (): Promise<void> => {
    await api.ask('operations.clear', { clusterId });
    await handle?.loadOperations();
  };
  return (
    <section className={styles.page} data-testid="operations" aria-label={`Operations of ${name}`}>
      <header className={styles.header}>
        <h1>Operations</h1>
        <span className={styles.muted}>in {name}</span>
        <span className={styles.space} />
        <Button disabled={shown.every(({ state }) => state === 'running')} onClick={() => void clear()}>
          Clear finished
        </Button>
      </header>
      {shown.length === 0 ? (
        <EmptyState icon="list-checks" title="Nothing was done here yet">
          What you do with objects of {name} is listed here, with its progress and its result, until the cluster is
          closed.
        </EmptyState>
      ) : (
        <ul className={styles.list}>
          {shown.map((operation) => (
            <OperationLine key={operation.id} operation={operation} />
          ))}
        </ul>
      )}
    </section>
  );
}

const roles: Readonly<Record<Operation['state'], StateRole>> = {
  running: 'progress',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};
const spoken: Readonly<Record<Operation['state'], string>> = {
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

function OperationLine({ operation }: { readonly operation: Operation }): ReactNode {
  const { id, clusterId, state, title, dryRun, attempt, startedAt, endedAt, total, items } = operation;
  const times = useTimes();
  const { api } = useData();
  const [open, setOpen] = useState(false);
  const ask = async (method: 'operations.cancel' | 'operations.retry'): Promise<void> => {
    const reply = await api.ask(method, { clusterId, id });
    if (!reply.ok) toast({ level: 'bad', message: reply.error.message });
  };
  const [first] = items;
  const said =
    total === 1 && first !== undefined ? (first.error?.message ?? first.deed?.said ?? '') : progressText(operation);
  const again = operation.failed + operation.cancelled;
  return (
    <li className={styles.operation} data-testid="operation" data-state={state}>
      <div className={styles.line}>
        <IconButton
          label={open ? `Hide the objects of ${title}` : `Show the objects of ${title}`}
          icon={open ? 'chevron-down' : 'chevron-right'}
          iconSize={14}
          tooltip={false}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
        <StateGlyph state={roles[state]} label={spoken[state]} />
        <div className={styles.text}>
          <p className={styles.title}>
            {title}
            {dryRun ? <span className={styles.muted}> (dry run)</span> : null}
            {attempt > 1 ? <span className={styles.muted}> · try {attempt}</span> : null}
          </p>
          {said === '' ? null : <p className={state === 'failed' ? styles.bad : styles.muted}>{said}</p>}
        </div>
        <span className={styles.when} title={times.clock(startedAt)}>
          <Age clusterId={clusterId} at={startedAt} />
          {endedAt === null ? '' : ` ago, took ${tookText(endedAt - startedAt)}`}
        </span>
        {state === 'running' ? <Button onClick={() => void ask('operations.cancel')}>Cancel</Button> : null}
        {state !== 'running' && again > 0 ? (
          <Button icon="rotate-cw" onClick={() => void ask('operations.retry')}>
            {total === 1 ? 'Retry' : `Retry ${again.toLocaleString('en-US')}`}
          </Button>
        ) : null}
      </div>
      {state === 'running' && total > 1 ? (
        <progress
          className={styles.progress}
          max={total}
          value={operation.done + operation.failed + operation.cancelled}
          aria-label={`Progress of ${title}`}
        />
      ) : null}
      {open ? <OperationItems operation={operation} /> : null}
    </li>
  );
}

const tookText = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);
