import { useRef, useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { saveText } from '../../resources/save.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './settings.module.css';

type Read =
  | { readonly type: 'none' }
  | { readonly type: 'bad'; readonly file: string; readonly message: string }
  | { readonly type: 'good'; readonly file: string; readonly text: string; readonly changes: readonly string[] }
  | { readonly type: 'done'; readonly file: string; readonly count: number };

/** The settings as a file: out, and in again after one has seen what it changes. */
export function TransferSection() {
  const { api, app } = useData();
  const input = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<Read>({ type: 'none' });
  const save = async () => {
    const reply = await api.ask('settings.export', {});
    if (reply.ok) saveText('portolan-settings.json', 'application/json', reply.value.text);
    else setRead({ type: 'bad', file: 'The export', message: reply.error.message });
  };
  const look = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const text = await file.text();
      const reply = await api.ask('settings.import', { text });
      if (reply.ok) setRead({ type: 'good', file: file.name, text, changes: reply.value.changes });
      else setRead({ type: 'bad', file: file.name, message: reply.error.message });
    } catch (error) {
      setRead({ type: 'bad', file: file.name, message: toErrorInfo(error).message });
    }
  };
  const apply = async (file: string, text: string) => {
    const reply = await api.ask('settings.import', { text, apply: true });
    if (!reply.ok) return setRead({ type: 'bad', file, message: reply.error.message });
    app.setState({ settings: reply.value.settings });
    setRead({ type: 'done', file, count: reply.value.changes.length });
  };
  return (
    <>
      <p className={styles.hint}>
        What you chose, as a JSON file: look, keys, guards, kubeconfig sources, names and colours of clusters. Consents
        to sign-in programs and open tabs belong to this machine and stay here; there is no secret in it.
      </p>
      <div className={styles.bar}>
        <Button icon="download" onClick={() => void save()}>
          Export settings
        </Button>
        <Button onClick={() => input.current?.click()}>Import settings…</Button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          className="sr-only"
          tabIndex={-1}
          aria-label="Settings file"
          data-testid="import-file"
          onChange={(event) => {
            void look(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <Outcome read={read} onApply={apply} onCancel={() => setRead({ type: 'none' })} />
    </>
  );
}

interface OutcomeProps {
  readonly read: Read;
  readonly onApply: (file: string, text: string) => Promise<void>;
  readonly onCancel: () => void;
}

function Outcome({ read, onApply, onCancel }: OutcomeProps) {
  switch (read.type) {
    case 'none':
      return null;
    case 'bad':
      return (
        <Banner state="bad" title={`${read.file} was not imported.`} testId="import-bad">
          {read.message}
        </Banner>
      );
    case 'done':
      return (
        <Banner state="ok" testId="import-done">
          {`${read.file} was imported: ${read.count === 1 ? '1 change' : `${read.count} changes`}.`}
        </Banner>
      );
    case 'good':
      if (read.changes.length === 0) return <Banner state="off">{`${read.file} changes nothing.`}</Banner>;
      return (
        <section aria-label="What the file changes" data-testid="import-good">
          <h3 className={styles.heading}>{read.file} changes</h3>
          <ul className={styles.list}>
            {read.changes.map((change) => (
              <li key={change}>
                <span className="mono">{change}</span>
              </li>
            ))}
          </ul>
          <div className={styles.bar}>
            <Button variant="primary" onClick={() => void onApply(read.file, read.text)}>
              Import these changes
            </Button>
            <Button onClick={onCancel}>Cancel</Button>
          </div>
        </section>
      );
  }
}
