import { type ReactNode, useState } from 'react';
import { TextField } from '../../ui/field.tsx';
import styles from './entries.module.css';
import { keyProblem } from './entries.ts';
import { EntryEditor } from './entry-editor.tsx';
import type { EntryEdit } from './use-entry-edit.ts';

export interface AddEntryProps {
  readonly keys: readonly string[];
  readonly edit: EntryEdit;
  readonly version: string;
  readonly onDone: () => void;
}

export function AddEntry({ keys, edit, version, onDone }: AddEntryProps): ReactNode {
  const [key, setKey] = useState('');
  const problem = keyProblem(key, keys);
  return (
    <div className={styles.adding}>
      <TextField label="New key" mono value={key} onChange={setKey} invalid={problem} autoFocus />
      <EntryEditor
        label="Value of the new key"
        initial=""
        version={version}
        edit={edit}
        blocked={key === '' ? 'The key has no name yet.' : (problem ?? null)}
        changesFor={(value) => [{ type: 'set', key, value }]}
        onDone={onDone}
      />
    </div>
  );
}
