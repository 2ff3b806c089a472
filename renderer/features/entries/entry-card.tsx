import { type ReactNode, useState } from 'react';
import type { EntryInfo } from '../../../shared/contract/entries.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import styles from './entries.module.css';
import { formatSize, keyProblem } from './entries.ts';
import { ContentView } from './entry-content.tsx';
import { EntryEditor, Refusal } from './entry-editor.tsx';
import type { EntriesKind, EntryEdit } from './use-entry-edit.ts';
import { type UsedValue, useValue } from './use-value.ts';

const MASK = '••••••••';
/** Characters drawn of a long value before one asks for all. */
const FIRST = 4_000;

export interface EntryCardProps {
  readonly clusterId: string;
  readonly kind: EntriesKind;
  readonly namespace: string;
  readonly name: string;
  readonly entry: EntryInfo;
  readonly object: KubeObject | null;
  readonly version: string;
  readonly keys: readonly string[];
  readonly edit: EntryEdit;
}

type Mode =
  | { readonly type: 'view' | 'rename' | 'remove' }
  /** The value as it was when the editing began. */
  | { readonly type: 'edit'; readonly initial: string };

/** One key: its name, what it is, its value (masked, of a Secret), and what can be done with it. */
export function EntryCard(props: EntryCardProps): ReactNode {
  const { clusterId, entry, version, edit } = props;
  const [mode, setMode] = useState<Mode>({ type: 'view' });
  const value = useValue({ ...props, entryKey: entry.key });
  const view = (): void => setMode({ type: 'view' });
  const change = async (): Promise<void> => {
    const now = await value.read();
    if (now !== null) setMode({ type: 'edit', initial: now.type === 'text' ? now.value : '' });
  };
  return (
    <li className={styles.entry} data-key={entry.key}>
      <EntryHead {...props} value={value} onEdit={() => void change()} onMode={(type) => setMode({ type })} />
      {entry.content === null ? null : <ContentView clusterId={clusterId} content={entry.content} />}
      {mode.type === 'rename' ? <RenameEntry {...props} onDone={view} /> : null}
      {mode.type === 'remove' ? <RemoveEntry {...props} onDone={view} /> : null}
      {mode.type === 'edit' ? (
        <EntryEditor
          label={`Value of ${entry.key}`}
          initial={mode.initial}
          version={version}
          edit={edit}
          changesFor={(next) => [{ type: 'set', key: entry.key, value: next }]}
          onDone={view}
        />
      ) : (
        <EntryValue entry={entry} value={value} />
      )}
    </li>
  );
}

interface HeadProps extends EntryCardProps {
  readonly value: UsedValue;
  readonly onEdit: () => void;
  readonly onMode: (mode: 'rename' | 'remove') => void;
}

function EntryHead({ kind, entry, edit, value, onEdit, onMode }: HeadProps): ReactNode {
  const { key, size, text } = entry;
  const { refused } = edit;
  const open = value.shown !== null;
  return (
    <div className={styles.head}>
      <span className={styles.key}>{key}</span>
      <span className={styles.size}>{`${text ? '' : 'binary, '}${formatSize(size)}`}</span>
      {kind === 'secrets' ? (
        <Button
          variant="quiet"
          icon={open ? 'eye-off' : 'eye'}
          aria-label={open ? `Hide ${key}` : `Reveal ${key}`}
          onClick={() => (open ? value.hide() : void value.reveal())}
        >
          {open ? 'Hide' : 'Reveal'}
        </Button>
      ) : null}
      <IconButton label={`Copy ${key}`} icon="copy" iconSize={14} onClick={() => void value.copy()} />
      <IconButton
        label={refused === null ? `Edit ${key}` : `Edit ${key}: ${refused}`}
        icon="pencil"
        iconSize={14}
        aria-disabled={refused !== null}
        onClick={() => (refused === null ? onEdit() : undefined)}
      />
      <Menu
        label={`Actions of ${key}`}
        align="end"
        trigger={<IconButton label={`More actions of ${key}`} icon="ellipsis" iconSize={14} tooltip={false} />}
        items={[
          {
            type: 'item',
            id: 'rename',
            label: 'Rename…',
            icon: 'pencil',
            disabled: refused ?? false,
            onSelect: () => onMode('rename'),
          },
          {
            type: 'item',
            id: 'remove',
            label: 'Remove…',
            icon: 'trash-2',
            disabled: refused ?? false,
            onSelect: () => onMode('remove'),
          },
        ]}
      />
    </div>
  );
}

function EntryValue({ entry, value }: { readonly entry: EntryInfo; readonly value: UsedValue }): ReactNode {
  const [whole, setWhole] = useState(false);
  const { shown } = value;
  if (shown === null) return <p className={styles.mask}>{MASK}</p>;
  if (shown.type === 'text' && shown.value === '') return <p className={styles.mask}>Empty.</p>;
  const long = shown.value.length > FIRST;
  return (
    <>
      {shown.type === 'base64' ? <p className={styles.mask}>Bytes that are no text, as base64:</p> : null}
      <CodeBlock label={`Value of ${entry.key}`}>
        {long && !whole ? `${shown.value.slice(0, FIRST)}…` : shown.value}
      </CodeBlock>
      {long ? (
        <Button variant="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'Show the beginning only' : `Show all ${formatSize(entry.size)}`}
        </Button>
      ) : null}
    </>
  );
}

interface AskProps extends EntryCardProps {
  readonly onDone: () => void;
}

function RenameEntry({ entry, keys, version, edit, onDone }: AskProps): ReactNode {
  const [to, setTo] = useState(entry.key);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const same = to === entry.key;
  const problem = same ? undefined : keyProblem(to, keys);
  const save = async (): Promise<void> => {
    const refusal = await edit.save(version, [{ type: 'rename', key: entry.key, to }]);
    setError(refusal);
    if (refusal === null) onDone();
  };
  return (
    <div className={styles.editor}>
      <TextField label={`New name of ${entry.key}`} mono value={to} onChange={setTo} invalid={problem} autoFocus />
      {error === null ? null : <Refusal error={error} onOver={null} />}
      <div className={styles.buttons}>
        <span className={styles.gap} />
        <Button onClick={onDone}>Cancel</Button>
        <Button
          variant="primary"
          disabled={edit.saving || same || to === '' || problem !== undefined}
          onClick={() => void save()}
        >
          Rename key
        </Button>
      </div>
    </div>
  );
}

function RemoveEntry({ entry, name, version, edit, onDone }: AskProps): ReactNode {
  const [error, setError] = useState<ErrorInfo | null>(null);
  const remove = async (): Promise<void> => {
    const refusal = await edit.save(version, [{ type: 'remove', key: entry.key }]);
    setError(refusal);
    if (refusal === null) onDone();
  };
  return (
    <div className={styles.editor} role="alertdialog" aria-label={`Remove ${entry.key}`}>
      <p>{`Removes ${entry.key} from ${name}. Pods that need it do not start any more.`}</p>
      {error === null ? null : <Refusal error={error} onOver={null} />}
      <div className={styles.buttons}>
        <span className={styles.gap} />
        <Button onClick={onDone}>Keep it</Button>
        <Button variant="danger" disabled={edit.saving} onClick={() => void remove()} autoFocus>
          Remove key
        </Button>
      </div>
    </div>
  );
}
