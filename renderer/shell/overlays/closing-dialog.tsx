import { useEffect } from 'react';
import type { Operation } from '../../../shared/contract/operations.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { progressText } from '../../resources/actions/operation-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from './overlays.module.css';

const MOST_NAMED = 6;

/** One question after the other, when several clusters are closed at once; and those that close later. */
export function ClosingDialogs() {
  const closing = useApp((state) => state.closing);
  const later = useApp((state) => state.closeLater);
  const open = useApp((state) => state.open);
  const [first] = closing.filter((id) => open.includes(id));
  return (
    <>
      {later
        .filter((id) => open.includes(id))
        .map((id) => (
          <CloseLater key={id} clusterId={id} />
        ))}
      {first === undefined ? null : <ClosingDialog key={first} clusterId={first} />}
    </>
  );
}

const none: ReadonlyMap<string, Operation> = new Map();

function useRunning(clusterId: string): readonly Operation[] {
  const operations = useCluster(clusterId, (state) => state.operations) ?? none;
  return [...operations.values()].filter(({ state }) => state === 'running');
}

/** Draws nothing: closes the cluster when the last of its operations has ended. The other clusters are as usable as ever. */
function CloseLater({ clusterId }: { readonly clusterId: string }): null {
  const { actions } = useData();
  const ended = useRunning(clusterId).length === 0;
  useEffect(() => {
    if (ended) actions.answerClosing(clusterId, 'now');
  }, [ended, actions, clusterId]);
  return null;
}

/** Closing cancels what runs on the cluster: not without saying what that is. */
function ClosingDialog({ clusterId }: { readonly clusterId: string }) {
  const { actions } = useData();
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const waits = useApp(({ closeLater }) => closeLater.includes(clusterId));
  const running = useRunning(clusterId);
  const them = running.length === 1 ? 'it' : 'them';
  const these = running.length === 1 ? 'An operation is' : `${running.length} operations are`;
  const ended = running.length === 0;
  const wait = () => {
    actions.answerClosing(clusterId, 'later');
    if (!ended) toast({ level: 'info', title: name, message: 'Closes when what runs on it has ended.' });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || actions.answerClosing(clusterId, waits ? 'later' : 'keep')}
      title={`Close ${name}?`}
      testId="closing-dialog"
      description={
        ended
          ? 'What ran on it has ended.'
          : `${these} still running. Closing now cancels ${them}: objects not yet begun are left as they are.`
      }
      footer={
        <>
          <Button onClick={() => actions.answerClosing(clusterId, 'keep')}>Keep open</Button>
          {ended ? null : (
            <Button variant="danger" onClick={() => actions.answerClosing(clusterId, 'now')}>
              {`Cancel ${them} and close`}
            </Button>
          )}
          <Button variant="primary" onClick={wait}>
            {ended ? 'Close' : `Wait for ${them}, then close`}
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
