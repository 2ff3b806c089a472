import { useEffect, useRef, useState } from 'react';
import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { shortPath } from '../../data/wording.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from './contexts.module.css';
import type { ContextRow } from './rows.ts';
import { useWork } from './use-work.ts';

export interface ContextDialogProps {
  readonly row: ContextRow;
  readonly onDone: () => void;
}

/** A new name in the kubeconfig itself: everything kept here under the old one moves along. */
export function RenameDialog({ row, onDone }: ContextDialogProps) {
  const { api } = useData();
  const home = useApp((state) => state.info?.home ?? '');
  const [name, setName] = useState(row.info.clusterName);
  const field = useRef<HTMLInputElement>(null);
  const work = useWork();
  const save = async () => {
    const done = await work.run(() => api.call('contexts.rename', { clusterId: row.id, name: name.trim() }));
    if (!done) return;
    toast({ level: 'ok', message: `${row.info.clusterName} is called ${name.trim()} now.` });
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Rename ${row.info.clusterName}`}
      testId="rename-dialog"
      initialFocus={field}
      description={`Changes the context's name in ${shortPath(row.info.file, home)}, for kubectl too. Its old text is kept beside it as a backup.`}
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button
            variant="primary"
            disabled={work.busy || name.trim() === '' || name.trim() === row.info.clusterName}
            onClick={() => void save()}
          >
            Rename context
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label="Name of the context"
          value={name}
          onChange={setName}
          invalid={work.problem}
          mono
          inputRef={field}
        />
      </form>
    </Dialog>
  );
}

/** A file name from any context name. */
const fileNameOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');

export function ExportDialog({ row, onDone }: ContextDialogProps) {
  const { api } = useData();
  const home = useApp((state) => state.info?.home ?? '');
  const [path, setPath] = useState(`${home}/${fileNameOf(row.info.clusterName) || 'context'}.kubeconfig.yaml`);
  const [overwrite, setOverwrite] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const work = useWork();
  const save = async () => {
    const full = path.startsWith('~/') ? home + path.slice(1) : path;
    const done = await work.run(() => api.call('contexts.export', { clusterId: row.id, path: full, overwrite }));
    if (!done) return;
    toast({ level: 'ok', message: `${row.info.clusterName} was written to ${shortPath(full, home)}.` });
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Export ${row.info.clusterName}`}
      testId="export-dialog"
      initialFocus={field}
      description="Writes a kubeconfig with this context alone, its certificates, keys and tokens inside, readable by you only. Whoever has the file can sign in with it."
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" disabled={work.busy || path.trim() === ''} onClick={() => void save()}>
            Export context
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <TextField
          label="Write to this file"
          value={path}
          onChange={setPath}
          invalid={work.problem}
          mono
          inputRef={field}
        />
        <Switch label="Replace the file when it exists" checked={overwrite} onChange={setOverwrite} />
      </div>
    </Dialog>
  );
}

/** Says what goes, from which file, and where its old text will be, before anything is written. */
export function RemoveDialog({ row, onDone }: ContextDialogProps) {
  const { api } = useData();
  const home = useApp((state) => state.info?.home ?? '');
  const [details, setDetails] = useState<ContextDetails | null>(null);
  const work = useWork();
  const { run } = work;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
  useEffect(() => {
    let gone = false;
    void run(async () => {
      const read = await api.call('contexts.details', { clusterId: row.id });
      if (!gone) setDetails(read);
    });
    return () => {
      gone = true;
    };
  }, [api, row.id]);
  const remove = async () => {
    if (!(await work.run(() => api.call('contexts.remove', { clusterId: row.id })))) return;
    toast({ level: 'ok', message: `${row.info.clusterName} was removed. A backup of its file was kept.` });
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Remove ${row.info.clusterName}`}
      testId="remove-dialog"
      width={540}
      footer={
        <>
          <Button onClick={onDone}>Keep it</Button>
          <Button variant="danger" disabled={work.busy || details === null} onClick={() => void remove()}>
            Remove context
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p className={styles.text}>
          The context is taken out of your kubeconfig, for kubectl too.
          {row.status === null ? '' : ' Its tab closes.'}
        </p>
        {details?.removes.map((change) => (
          <dl key={change.file} className={styles.facts}>
            <dt>File</dt>
            <dd className="mono" data-testid="remove-file">
              {shortPath(change.file, home)}
            </dd>
            <dt>Goes out of it</dt>
            <dd>{change.entries.join(', ')}</dd>
            <dt>Backup</dt>
            <dd className="mono" data-testid="remove-backup">
              {shortPath(change.backup, home)}
            </dd>
          </dl>
        ))}
        {details === null || details.sharedWith.length === 0 ? null : (
          <p className={styles.text}>
            Cluster and user entries that {details.sharedWith.join(', ')} use
            {details.sharedWith.length === 1 ? 's' : ''} too stay.
          </p>
        )}
        {work.problem === undefined ? null : (
          <p className={styles.bad} role="alert">
            {work.problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}
