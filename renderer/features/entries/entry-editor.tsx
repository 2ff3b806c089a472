import { type ReactNode, useId, useRef, useState } from 'react';
import type { EntryChange } from '../../../shared/contract/entries.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { Button } from '../../ui/button.tsx';
import styles from './entries.module.css';
import { formatSize, toBase64 } from './entries.ts';
import type { EntryEdit } from './use-entry-edit.ts';

export type NewValue = { readonly text: string } | { readonly base64: string };

export interface EntryEditorProps {
  readonly label: string;
  readonly initial: string;
  /** Of the object as it is known now; what is saved is bound to the version that was there when the editing began. */
  readonly version: string;
  readonly edit: EntryEdit;
  /** Why it cannot be saved yet. */
  readonly blocked?: string | null;
  readonly changesFor: (value: NewValue) => EntryChange[];
  readonly onDone: () => void;
}

interface Picked {
  readonly name: string;
  readonly size: number;
  readonly base64: string;
}

/** A value being written. What is typed stays through a conflict and a lost connection. */
export function EntryEditor(props: EntryEditorProps): ReactNode {
  const { label, initial, version, edit, blocked = null, changesFor, onDone } = props;
  const [text, setText] = useState(initial);
  const [picked, setPicked] = useState<Picked | null>(null);
  const [base, setBase] = useState(version);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const save = async (from: string): Promise<void> => {
    const problem = await edit.save(from, changesFor(picked === null ? { text } : { base64: picked.base64 }));
    setError(problem);
    if (problem === null) onDone();
  };
  const pick = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    setPicked({ name: chosen.name, size: bytes.length, base64: toBase64(bytes) });
  };
  return (
    <div className={styles.editor}>
      <label className="sr-only" htmlFor={id}>
        {label}
      </label>
      {picked === null ? (
        <textarea
          id={id}
          className={styles.textarea}
          value={text}
          spellCheck={false}
          autoComplete="off"
          rows={Math.min(16, Math.max(2, text.split('\n').length))}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.stopPropagation();
              onDone();
            }
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && blocked === null) void save(base);
          }}
        />
      ) : (
        <p className={styles.mask}>
          {`From ${picked.name}, ${formatSize(picked.size)}. `}
          <Button variant="quiet" onClick={() => setPicked(null)}>
            Type it instead
          </Button>
        </p>
      )}
      {error === null ? null : (
        <Refusal error={error} onOver={base === version ? null : () => void overwrite(version, setBase, save)} />
      )}
      <div className={styles.buttons}>
        <input ref={file} type="file" hidden onChange={(event) => void pick(event.target.files?.[0])} />
        <Button variant="quiet" onClick={() => file.current?.click()}>
          Take a file…
        </Button>
        <span className={styles.gap} />
        <Button onClick={onDone}>Cancel</Button>
        <Button
          variant="primary"
          disabled={edit.saving || blocked !== null}
          title={blocked ?? undefined}
          onClick={() => void save(base)}
        >
          Save
        </Button>
      </div>
    </div>
  );
}

async function overwrite(
  version: string,
  setBase: (version: string) => void,
  save: (from: string) => Promise<void>,
): Promise<void> {
  setBase(version);
  await save(version);
}

/** Somebody else was first: only this key would be set in their version, and one decides that knowingly. */
export function Refusal({
  error,
  onOver,
}: {
  readonly error: ErrorInfo;
  readonly onOver: (() => void) | null;
}): ReactNode {
  return (
    <div className={styles.refusal} role="alert">
      <p>{error.message}</p>
      {error.code !== 'conflict' ? null : onOver === null ? (
        <p className={styles.mask}>It was changed meanwhile; its new version is being read. What you typed is kept.</p>
      ) : (
        <Button onClick={onOver}>Save this key in the new version</Button>
      )}
    </div>
  );
}
