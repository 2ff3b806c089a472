import { useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useShellStore } from '../ui-store.ts';
import { plural } from '../words.ts';
import styles from './overlays.module.css';

/** Nothing is open: nothing runs, and this says what to do. */
export function NoClusters() {
  const { actions } = useData();
  const shell = useShellStore();
  const contexts = useApp((state) => state.contexts);
  const demo = useApp((state) => state.info?.demo === true);
  const [starting, setStarting] = useState(false);
  const files = new Set(contexts?.contexts.map((context) => context.file)).size;
  const openDemo = async () => {
    setStarting(true);
    try {
      await actions.openDemo();
    } catch (error) {
      actions.notice('bad', toErrorInfo(error).message);
    } finally {
      setStarting(false);
    }
  };
  return (
    <div className={styles.none} data-testid="no-clusters">
      <Icon name="compass" size={32} className={styles.noneIcon} />
      <p className={styles.noneText}>
        <strong>
          No active clusters<span className="sr-only">.</span>
        </strong>{' '}
        <span>Select a cluster from the kubeconfig dropdown.</span>
      </p>
      {contexts === null ? null : (
        <p className={styles.noneKnown}>
          {plural(contexts.contexts.length, 'context')} in {plural(files, 'file')}{' '}
          {contexts.contexts.length === 1 ? 'is' : 'are'} known.
        </p>
      )}
      <div className={styles.actions}>
        <Button variant="primary" data-testid="select-kubeconfig" onClick={() => shell.setState({ kubeconfig: true })}>
          Select Kubeconfig
        </Button>
        <Button data-testid="manage-contexts" onClick={() => actions.showPage('contexts')}>
          Manage contexts
        </Button>
        <Button data-testid="open-demo" disabled={starting} onClick={() => void openDemo()}>
          {starting ? 'Starting the demo clusters…' : demo ? 'Open all demo clusters' : 'Open the demo clusters'}
        </Button>
      </div>
    </div>
  );
}
