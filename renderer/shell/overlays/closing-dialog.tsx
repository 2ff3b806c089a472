import { useEffect, useState } from 'react';
import type { Operation } from '../../../shared/contract/operations.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { progressText } from '../../resources/actions/operation-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { reportFailure } from '../open-context.ts';
import styles from './overlays.module.css';

const MOST_NAMED = 6;

/** One question after the other, when several clusters are closed at once. */
export function ClosingDialogs() {
  const closing = useApp((state) => state.closing);
  const open = useApp((state) => state.open);
  const [first] = closing.filter((id) => open.includes(id));
  return first === undefined ? null : <ClosingDialog key={first} clusterId={first} />;
}

const none: ReadonlyMap<string, Operation> = new Map();

/** Closing cancels what runs on the cluster: not without saying what that is. */
function ClosingDialog({ clusterId }: { readonly clusterId: string }) {
  const data = useData();
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const operations = useCluster(clusterId, (state) => state.operations) ?? none;
  const running = [...operations.values()].filter(({ state }) => state === 'running');
  const [waiting, setWaiting] = useState(false);
  const done = () => data.actions.closingAnswered(clusterId);
  const close = () => {
    done();
    reportFailure(data, data.actions.closeCluster(clusterId), clusterId);
  };
  const ended = waiting && running.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the last one ended
  useEffect(() => {
    if (ended) close();
  }, [ended]);
  const these = running.length === 1 ? 'An operation is' : `${running.length} operations are`;
  return (
    <Dialog
      open
      onOpenChange={(open) => open || done()}
      title={`Close ${name}?`}
      testId="closing-dialog"
      description={
        waiting
          ? `${name} closes when what runs on it has ended.`
          : `${these} still running. Closing now cancels: objects not yet begun are left as they are.`
      }
      footer={
        <>
          <Button onClick={done}>Keep open</Button>
          <Button variant="danger" onClick={close}>
            Cancel them and close
          </Button>
          <Button variant="primary" disabled={waiting} onClick={() => setWaiting(true)}>
            {waiting ? 'Waiting' : 'Wait for them, then close'}
          </Button>
        </>
      }
    >
      <ul className={styles.running}>
        {running.slice(0, MOST_NAMED).map((operation) => (
          <li key={operation.id}>
            <StateGlyph state="progress" label="Running" />
            <span>{operation.title}</span>
            {operation.total > 1 ? <span className={styles.runningText}>{progressText(operation)}</span> : null}
          </li>
        ))}
        {running.length > MOST_NAMED ? <li>and {running.length - MOST_NAMED} more</li> : null}
      </ul>
    </Dialog>
  );
}
