import { useEffect, useState } from 'react';
import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { shortPath } from '../../data/wording.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from './contexts.module.css';
import { changesOf, type EditForm, formOf } from './edit-fields.ts';
import type { ContextDialogProps } from './small-dialogs.tsx';
import { useWork } from './use-work.ts';

/** The context's entry in its kubeconfig: only what is changed here is changed there. */
export function EditDialog({ row, onDone }: ContextDialogProps) {
  const { api } = useData();
  const home = useApp((state) => state.info?.home ?? '');
  const [details, setDetails] = useState<ContextDetails | null>(null);
  const [form, setForm] = useState<EditForm | null>(null);
  const work = useWork();
  const { run } = work;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
  useEffect(() => {
    let gone = false;
    void run(async () => {
      const read = await api.call('contexts.details', { clusterId: row.id });
      if (gone) return;
      setDetails(read);
      setForm(formOf(read));
    });
    return () => {
      gone = true;
    };
  }, [api, row.id]);
  const change = details === null || form === null ? null : changesOf(row.id, formOf(details), form);
  const save = async () => {
    if (change === null || !(await work.run(() => api.call('contexts.edit', change)))) return;
    toast({ level: 'ok', message: `${row.info.clusterName} was changed. A backup of its file was kept.` });
    onDone();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title={`Edit ${row.info.clusterName}`}
      width={620}
      testId="edit-dialog"
      description={`Changes ${shortPath(row.info.file, home)}. Comments and fields that are not shown here stay; the old text is kept as a backup.`}
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button variant="primary" disabled={work.busy || change === null} onClick={() => void save()}>
            Save entry
          </Button>
        </>
      }
    >
      {details === null || form === null ? null : (
        <Fields details={details} form={form} onChange={(part) => setForm({ ...form, ...part })} />
      )}
      {work.problem === undefined ? null : (
        <p className={styles.bad} role="alert">
          {work.problem}
        </p>
      )}
    </Dialog>
  );
}

interface FieldsProps {
  readonly details: ContextDetails;
  readonly form: EditForm;
  readonly onChange: (part: Partial<EditForm>) => void;
}

function Fields({ details, form, onChange }: FieldsProps) {
  const ca = details.certificateAuthority;
  const takesToken = details.userKind === 'token' || details.userKind === 'token-file';
  return (
    <div className={styles.form}>
      {details.sharedWith.length === 0 ? null : (
        <p className={styles.text}>
          The same cluster or user entry is used by {details.sharedWith.join(', ')}: changes of it hold there too.
        </p>
      )}
      <TextField label="Server" value={form.server} onChange={(server) => onChange({ server })} mono />
      <TextField
        label="Namespace of the context"
        placeholder="default"
        value={form.namespace}
        onChange={(namespace) => onChange({ namespace })}
        mono
      />
      <TextArea
        label={
          ca.type === 'file' ? `Certificate authority (PEM; now the file ${ca.text})` : 'Certificate authority (PEM)'
        }
        rows={4}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={form.certificateAuthority}
        onChange={(certificateAuthority) => onChange({ certificateAuthority })}
      />
      <Switch
        label="Do not verify the server's certificate"
        description="Anybody on the way can then read and change everything, credentials included."
        checked={form.insecureSkipTlsVerify}
        onChange={(insecureSkipTlsVerify) => onChange({ insecureSkipTlsVerify })}
      />
      <div className={styles.pair}>
        <TextField
          label="Name in the server's certificate"
          value={form.tlsServerName}
          onChange={(tlsServerName) => onChange({ tlsServerName })}
          mono
        />
        <TextField
          label="Proxy"
          placeholder="http://proxy:3128"
          value={form.proxyUrl}
          onChange={(proxyUrl) => onChange({ proxyUrl })}
          mono
        />
      </div>
      {details.user === null ? null : (
        <>
          {takesToken ? (
            <TextField
              label="New token (empty: the present one stays)"
              type="password"
              value={form.token}
              onChange={(token) => onChange({ token })}
              mono
            />
          ) : null}
          {details.command === null ? null : (
            <p className={styles.text}>
              Signs in with the program <code className="mono">{details.command}</code>.
            </p>
          )}
          <div className={styles.pair}>
            <TextField
              label="Act as user"
              value={form.impersonate}
              onChange={(impersonate) => onChange({ impersonate })}
              mono
            />
            <TextField
              label="Act as groups, separated by commas"
              value={form.impersonateGroups}
              onChange={(impersonateGroups) => onChange({ impersonateGroups })}
              mono
            />
          </div>
        </>
      )}
    </div>
  );
}
