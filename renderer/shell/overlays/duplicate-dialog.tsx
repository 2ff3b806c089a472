import { parseClusterId } from '../../../shared/identity.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { reportFailure } from '../open-context.ts';
import { useShell, useShellStore } from '../ui-store.ts';
import { shortPath } from '../words.ts';
import styles from './overlays.module.css';

/** The same context name in two files: one is open, and the person decides what happens to it. */
export function DuplicateDialog() {
  const data = useData();
  const shell = useShellStore();
  const duplicate = useShell((state) => state.duplicate);
  const contexts = useApp((state) => state.contexts);
  const home = useApp((state) => state.info?.home ?? '');
  if (duplicate === null) return null;
  const { clusterId, duplicateOf, then } = duplicate;
  const fileOf = (id: string) =>
    shortPath(
      contexts?.contexts.find((context) => context.clusterId === id)?.file ?? parseClusterId(id)?.filePart ?? id,
      home,
    );
  const close = () => shell.setState({ duplicate: null });
  const choose = (work: () => Promise<unknown>) => {
    close();
    reportFailure(
      data,
      work().then(() => then?.()),
      clusterId,
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      testId="duplicate-dialog"
      title={`${parseClusterId(clusterId)?.context ?? clusterId} is open from another file`}
      width={500}
      footer={
        <>
          <Button onClick={() => choose(() => data.actions.openCluster(clusterId, 'both'))}>Open both</Button>
          <Button onClick={() => choose(() => data.actions.openCluster(clusterId, 'replace'))}>Replace it</Button>
          <Button
            variant="primary"
            onClick={() => {
              close();
              data.actions.activate(duplicateOf);
            }}
          >
            Switch to the open one
          </Button>
        </>
      }
    >
      <dl className={styles.facts}>
        <dt>Open</dt>
        <dd className="mono">{fileOf(duplicateOf)}</dd>
        <dt>Asked for</dt>
        <dd className="mono">{fileOf(clusterId)}</dd>
      </dl>
      <p className={styles.text}>
        They may be two different clusters. With both open, their tabs show the file as well.
      </p>
    </Dialog>
  );
}
