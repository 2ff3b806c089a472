import { type ReactNode, type Ref, useEffect, useState } from 'react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import styles from '../actions.module.css';
import type { FormProps } from './form.ts';
import { changeOf, type Pair, pairsOf, problemOf } from './texts.ts';
import { useAnswer, useRequest } from './use-request.ts';

const empty: Pair = { key: '', value: '', was: null, removed: false };

/** Labels or annotations: those of a single object to be changed, and new ones; for several objects only what is named here. */
export function TextsForm({ clusterId, asking, onChange, firstField }: FormProps): ReactNode {
  const what = asking.action === 'label' ? 'label' : 'annotate';
  const [single] = asking.targets.length === 1 ? asking.targets : [];
  const answer = useAnswer(
    'objects.get',
    single === undefined ? null : { clusterId, kind: single.kind, namespace: single.namespace, name: single.name },
  );
  const json = answer?.ok === true ? answer.value.json : null;
  const [pairs, setPairs] = useState<readonly Pair[] | null>(single === undefined ? [empty] : null);
  if (pairs === null && json !== null) setPairs([...pairsOf(json, what), empty]);
  const shown = pairs ?? [];
  const known = pairs !== null;
  useEffect(() => {
    if (known) firstField.current?.focus();
  }, [known, firstField]);
  const change = changeOf(shown, what);
  useRequest(onChange, change === null ? null : { id: what, set: { ...change.set }, remove: [...change.remove] });
  const put = (at: number, next: Partial<Pair>): void =>
    setPairs(shown.map((pair, index) => (index === at ? { ...pair, ...next } : pair)));
  if (answer !== null && !answer.ok) return <p className={styles.problem}>{answer.error.message}</p>;
  const firstNew = shown.findIndex(({ was }) => was === null);
  return (
    <div className={styles.fields}>
      <div className={styles.texts}>
        {shown.map((pair, at) => (
          <PairFields
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are only added at the end, and stay when they are removed
            key={at}
            pair={pair}
            what={what}
            problem={problemOf(pair, shown, what)}
            removable={pair.was !== null || asking.targets.length > 1}
            inputRef={at === firstNew ? firstField : null}
            onChange={(next) => put(at, next)}
          />
        ))}
      </div>
      <div>
        <Button icon="plus" variant="quiet" onClick={() => setPairs([...shown, empty])}>
          {what === 'label' ? 'Add a label' : 'Add an annotation'}
        </Button>
      </div>
    </div>
  );
}

interface PairFieldsProps {
  readonly pair: Pair;
  readonly what: 'label' | 'annotate';
  readonly problem: string | null;
  readonly removable: boolean;
  readonly inputRef: Ref<HTMLInputElement> | null;
  readonly onChange: (next: Partial<Pair>) => void;
}

function PairFields({ pair, what, problem, removable, inputRef, onChange }: PairFieldsProps): ReactNode {
  const { key, value, was, removed } = pair;
  const name = key === '' ? 'the new one' : key;
  return (
    <div className={styles.pair} data-removed={removed ? '' : undefined}>
      {was === null ? (
        <TextField
          label="Key"
          hideLabel
          mono
          placeholder="key"
          value={key}
          onChange={(text) => onChange({ key: text.trim() })}
          inputRef={inputRef}
          invalid={problem ?? undefined}
        />
      ) : (
        <span className={styles.key}>{key}</span>
      )}
      {what === 'annotate' ? (
        <textarea
          aria-label={`Value of ${name}`}
          rows={1}
          spellCheck={false}
          className={styles.area}
          disabled={removed}
          value={value}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      ) : (
        <TextField
          label={`Value of ${name}`}
          hideLabel
          mono
          placeholder="value"
          disabled={removed}
          value={value}
          onChange={(text) => onChange({ value: text })}
          invalid={was === null ? undefined : (problem ?? undefined)}
        />
      )}
      <IconButton
        label={removed ? `Keep ${name}` : `Remove ${name}`}
        icon={removed ? 'undo-2' : 'trash-2'}
        iconSize={14}
        tooltip={false}
        disabled={!removable}
        onClick={() => onChange({ removed: !removed })}
      />
    </div>
  );
}
