import { type FormEvent, useState } from 'react';
import { useApp } from '../../data/hooks.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented, TextField } from '../../ui/field.tsx';
import { shortPath } from '../words.ts';
import styles from './settings.module.css';
import { useSettings } from './use-settings.ts';

interface TextListProps {
  readonly label: string;
  readonly placeholder: string;
  readonly addLabel: string;
  readonly values: readonly string[];
  readonly none: string;
  /** One sentence when the text cannot be added. */
  readonly check: (text: string) => string | undefined;
  readonly onChange: (values: string[]) => void;
}

function TextList({ label, placeholder, addLabel, values, none, check, onChange }: TextListProps) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const add = (event: FormEvent) => {
    event.preventDefault();
    const value = text.trim();
    const wrong = value === '' ? undefined : values.includes(value) ? 'It is in the list already.' : check(value);
    setProblem(wrong);
    if (wrong !== undefined || value === '') return;
    onChange([...values, value]);
    setText('');
  };
  return (
    <>
      <form className={styles.add} onSubmit={add}>
        <TextField
          label={label}
          placeholder={placeholder}
          value={text}
          onChange={(next) => {
            setText(next);
            setProblem(undefined);
          }}
          invalid={problem}
          mono
        />
        <Button type="submit">{addLabel}</Button>
      </form>
      {values.length === 0 ? <p className={styles.hint}>{none}</p> : null}
      <ul className={styles.list} hidden={values.length === 0}>
        {values.map((value) => (
          <li key={value}>
            <span className="mono truncate" title={value}>
              {value}
            </span>
            <IconButton
              label={`Remove ${value}`}
              icon="x"
              iconSize={14}
              tooltip={false}
              onClick={() => onChange(values.filter((one) => one !== value))}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

const isAbsolute = (path: string): boolean =>
  path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:[\\/]|^\\\\/.test(path);

export function SourceSection() {
  const [settings, set] = useSettings();
  const contexts = useApp((state) => state.contexts);
  const home = useApp((state) => state.info?.home ?? '');
  const expand = (path: string) => (path === '~' || path.startsWith('~/') ? home + path.slice(1) : path);
  return (
    <>
      <p className={styles.hint}>
        Portolan reads the files of KUBECONFIG, ~/.kube/config and every kubeconfig in ~/.kube, and watches them. Files
        and folders added here are read as well.
      </p>
      <TextList
        label="File or folder"
        placeholder="/path/to/kubeconfigs"
        addLabel="Add this path"
        values={settings.kubeconfigSources}
        none="Nothing was added."
        check={(path) => (isAbsolute(path) ? undefined : 'Give the whole path, from the root or from ~.')}
        onChange={(kubeconfigSources) => set({ kubeconfigSources: kubeconfigSources.map(expand) })}
      />
      {contexts === null || contexts.skipped.length === 0 ? null : (
        <section aria-label="Skipped files">
          <h3 className={styles.heading}>Skipped</h3>
          <ul className={styles.list}>
            {contexts.skipped.map((one) => (
              <li key={one.file}>
                <span className={styles.skipped}>
                  {shortPath(one.file, home)}
                  <span className={styles.reason}>{one.reason}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function GuardSection() {
  const [settings, set] = useSettings();
  return (
    <>
      <p className={styles.hint}>
        Clusters whose name matches one of these patterns are marked; changes in them ask first, or are refused.
      </p>
      <TextList
        label="Pattern for cluster names"
        placeholder="prod-*"
        addLabel="Add this pattern"
        values={settings.guardPatterns}
        none="No cluster is guarded."
        check={() => undefined}
        onChange={(guardPatterns) => set({ guardPatterns })}
      />
      <Segmented
        label="In a guarded cluster"
        value={settings.guardMode}
        onChange={(guardMode) => set({ guardMode })}
        options={[
          { value: 'confirm', label: 'Changes need its name typed' },
          { value: 'read-only', label: 'Nothing can be changed' },
        ]}
      />
    </>
  );
}
