import { type ReactNode, useEffect, useId, useState } from 'react';
import { type ExtraFormat, extraReader } from '../../../shared/kinds/extra.ts';
import { labelKeyProblem } from '../../../shared/kube/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented, TextField } from '../../ui/field.tsx';
import styles from './columns-menu.module.css';
import { extraInfo, type ListColumn, titleProblem } from './columns-model.ts';
import type { UserColumn } from './prefs.ts';

export interface ColumnFormProps {
  /** The one to change; null: a new one. */
  readonly column: UserColumn | null;
  readonly taken: readonly ListColumn[];
  readonly labelKeys: () => Promise<readonly string[]>;
  readonly onKeep: (column: UserColumn) => void;
  readonly onCancel: () => void;
}

type From = UserColumn['type'];
const FROM: readonly { readonly value: From; readonly label: string }[] = [
  { value: 'label', label: 'Label' },
  { value: 'annotation', label: 'Annotation' },
  { value: 'path', label: 'JSONPath' },
];
const FORMATS: readonly { readonly value: ExtraFormat; readonly label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'quantity', label: 'Quantity (500m, 2Gi)' },
  { value: 'age', label: 'Age of a date' },
];
const WORDS: Readonly<Record<From, { readonly label: string; readonly example: string }>> = {
  label: { label: 'Label key', example: 'app.kubernetes.io/name' },
  annotation: { label: 'Annotation key', example: 'example.com/owner' },
  path: { label: 'Path', example: '.spec.nodeName' },
};

/** What is wrong with the source of a column; null when nothing is. */
function sourceProblem(from: From, source: string): string | null {
  if (source === '') return from === 'path' ? 'A path is needed.' : 'A key is needed.';
  if (from !== 'path') return labelKeyProblem(source);
  const column: UserColumn = { type: 'path', path: source, title: 'x', format: 'text' };
  const { problem } = extraReader('', column, false);
  return problem === undefined ? null : `${problem}.`;
}

/** `name` of `app.kubernetes.io/name` and of `.metadata.name`. */
export function suggestedTitle(source: string): string {
  const last = source.split(/[/.\]['"}]+/).findLast((part) => /\w/.test(part)) ?? '';
  return last
    .replace(/[^\w-]/g, '')
    .slice(0, 60)
    .toUpperCase();
}

export function ColumnForm({ column, taken, labelKeys, onKeep, onCancel }: ColumnFormProps): ReactNode {
  const [from, setFrom] = useState<From>(column?.type ?? 'label');
  const [source, setSource] = useState(column === null ? '' : column.type === 'path' ? column.path : column.key);
  const [title, setTitle] = useState(column?.title ?? '');
  const [format, setFormat] = useState<ExtraFormat>(column?.format ?? 'text');
  const [asked, setAsked] = useState(false);
  const keys = useKeys(labelKeys);
  const list = useId();
  const shownTitle = title === '' ? suggestedTitle(source) : title;
  const wrongSource = sourceProblem(from, source.trim());
  const wrongTitle = titleProblem(shownTitle, taken, column === null ? null : extraInfo(column).id);
  const keep = (): void => {
    setAsked(true);
    if (wrongSource !== null || wrongTitle !== null) return;
    const named = { title: shownTitle.trim(), format };
    const where = source.trim();
    onKeep(from === 'path' ? { type: from, path: where, ...named } : { type: from, key: where, ...named });
  };
  return (
    <form
      className={styles.form}
      data-testid="column-form"
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <h2>{column === null ? 'Add a column' : `Column ${column.title}`}</h2>
      <Segmented label="From" value={from} onChange={setFrom} options={FROM} />
      <TextField
        label={WORDS[from].label}
        mono
        autoFocus
        value={source}
        onChange={setSource}
        placeholder={WORDS[from].example}
        {...(from === 'label' ? { list } : {})}
        invalid={asked && wrongSource !== null ? wrongSource : undefined}
      />
      <datalist id={list}>
        {keys.map((key) => (
          <option key={key} value={key} />
        ))}
      </datalist>
      <TextField
        label="Title"
        value={title}
        onChange={setTitle}
        placeholder={suggestedTitle(source) || 'Title'}
        invalid={asked && wrongSource === null && wrongTitle !== null ? wrongTitle : undefined}
      />
      <label className={styles.select}>
        Sort and compare as
        <select value={format} onChange={(event) => setFormat(formatNamed(event.target.value))}>
          {FORMATS.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </label>
      <div className={styles.actions}>
        <Button variant="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" variant="primary">
          {column === null ? 'Add column' : 'Change column'}
        </Button>
      </div>
    </form>
  );
}

const formatNamed = (value: string): ExtraFormat => FORMATS.find((one) => one.value === value)?.value ?? 'text';

function useKeys(labelKeys: () => Promise<readonly string[]>): readonly string[] {
  const [keys, setKeys] = useState<readonly string[]>([]);
  useEffect(() => {
    let alive = true;
    void labelKeys().then((found) => {
      if (alive) setKeys(found);
    });
    return () => {
      alive = false;
    };
  }, [labelKeys]);
  return keys;
}
