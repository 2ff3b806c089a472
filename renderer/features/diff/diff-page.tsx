import { type ReactNode, useEffect, useState } from 'react';
import type { ObjectDiff } from '../../../shared/contract/compare.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCommand, useHandle, useStored } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DiffView } from '../../ui/code/diff-view.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { Segmented, Switch } from '../../ui/field.tsx';
import { type Chosen, checkChoice, type DiffChoice, NOTHING_CHOSEN } from './choice.ts';
import styles from './diff.module.css';
import { ObjectPicker } from './object-picker.tsx';

/** Any two objects side by side, across kinds, namespaces and clusters; or one and its last-applied configuration. */
export function DiffPage({ clusterId }: { readonly clusterId: string }): ReactNode {
  const handle = useHandle(clusterId);
  const [choice, setChoice] = useStored<DiffChoice>('diff', clusterId, NOTHING_CHOSEN, checkChoice);
  const take = (wish: { readonly left?: Omit<Chosen, 'clusterId'>; readonly lastApplied?: boolean }): void => {
    if (wish.left === undefined) return;
    const left = { clusterId, ...wish.left };
    setChoice({ ...choice, left, right: wish.lastApplied === true ? 'last-applied' : null });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is there
  useEffect(() => {
    const wish = handle?.takeWish('diff.open');
    if (wish != null) take(wish);
  }, [handle]);
  useCommand(clusterId, (command) => {
    if (command.name !== 'diff.open') return false;
    take(command);
    return true;
  });
  const start: Chosen = choice.left ?? { clusterId, kind: 'deployments.apps', namespace: '', name: '' };
  const { right } = choice;
  return (
    <div className={styles.page} data-testid="diff-page">
      <header className={styles.header}>
        <h1 className={styles.title}>Compare objects</h1>
        <ObjectPicker side="left" value={start} onChange={(left) => setChoice({ ...choice, left })} />
        <IconButton
          label="Swap sides"
          icon="arrow-left-right"
          disabled={right === null || right === 'last-applied'}
          onClick={() => typeof right === 'object' && setChoice({ ...choice, left: right, right: start })}
        />
        {right === 'last-applied' ? (
          <span className={styles.applied}>its last-applied configuration</span>
        ) : (
          <ObjectPicker
            side="right"
            value={right ?? { ...start, name: '', namespace: '' }}
            onChange={(next) => setChoice({ ...choice, right: next })}
          />
        )}
        <Button
          variant="quiet"
          onClick={() => setChoice({ ...choice, right: right === 'last-applied' ? null : 'last-applied' })}
        >
          {right === 'last-applied' ? 'Another object' : 'Last-applied instead'}
        </Button>
      </header>
      <Result choice={choice} onChange={setChoice} />
    </div>
  );
}

interface Answer {
  readonly diff: ObjectDiff | null;
  readonly error: ErrorInfo | null;
}
const NO_ANSWER: Answer = { diff: null, error: null };

/** Asked again whenever something is chosen anew, and on demand. */
function useDiff({ left, right, noise }: DiffChoice): Answer & { again(): void; readonly complete: boolean } {
  const { api } = useData();
  const [answer, setAnswer] = useState<Answer>(NO_ANSWER);
  const [asked, setAsked] = useState(0);
  const complete =
    left !== null && left.name !== '' && right !== null && (right === 'last-applied' || right.name !== '');
  const key = JSON.stringify([left, right, noise, asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is what is asked
  useEffect(() => {
    let current = true;
    if (!complete || left === null || right === null) {
      setAnswer(NO_ANSWER);
      return undefined;
    }
    const other = right === 'last-applied' ? ({ type: right } as const) : ({ type: 'object', ...right } as const);
    void api.ask('objects.diff', { ...left, with: other, noise }).then((reply) => {
      if (!current) return;
      setAnswer(reply.ok ? { diff: reply.value, error: null } : { diff: null, error: reply.error });
    });
    return () => {
      current = false;
    };
  }, [api, key, complete]);
  return { ...answer, complete, again: () => setAsked((count) => count + 1) };
}

interface ResultProps {
  readonly choice: DiffChoice;
  readonly onChange: (choice: DiffChoice) => void;
}

function Result({ choice, onChange }: ResultProps): ReactNode {
  const { diff, error, complete, again } = useDiff(choice);
  const settings = useApp((state) => state.settings);
  const several = useApp((state) => state.open.length > 1);
  const label = (one: Chosen | 'last-applied' | null): string => {
    if (one === null) return '';
    if (one === 'last-applied') return 'last-applied configuration';
    const name = one.namespace === '' ? one.name : `${one.namespace}/${one.name}`;
    return several ? `${displayName(one.clusterId, settings)} · ${name}` : name;
  };
  if (!complete) {
    return (
      <EmptyState icon="git-compare" title="Choose two objects">
        They may be of different kinds, namespaces and clusters.
      </EmptyState>
    );
  }
  if (error !== null) {
    return <ErrorPanel title="They cannot be compared" message={error.message} detail={error.detail} onRetry={again} />;
  }
  if (diff === null) return <div aria-busy="true" />;
  return (
    <>
      <div className={styles.tools}>
        <p className={styles.words} data-testid="diff-words">
          {summary(diff)}
        </p>
        <Switch
          label={choice.right === 'last-applied' ? 'Show all fields' : 'Show status and generated fields'}
          checked={choice.noise}
          onChange={(noise) => onChange({ ...choice, noise })}
        />
        <Segmented
          label="Layout"
          value={choice.mode}
          onChange={(mode) => onChange({ ...choice, mode })}
          options={[
            { value: 'split', label: 'Side by side' },
            { value: 'unified', label: 'Unified' },
          ]}
        />
        <IconButton label="Compare again" icon="refresh-cw" iconSize={14} onClick={again} />
      </div>
      {diff.same ? (
        <EmptyState icon="check" title="No difference" testId="diff-same">
          {diff.folded > 0 ? 'But for status and what the server generates.' : 'They are equal to the last field.'}
        </EmptyState>
      ) : (
        <DiffView
          left={diff.left}
          right={diff.right}
          leftLabel={label(choice.left)}
          rightLabel={label(choice.right)}
          mode={choice.mode}
        />
      )}
    </>
  );
}

function summary({ same, folded }: ObjectDiff): string {
  const hidden = folded === 0 ? '' : ` · ${folded} ${folded === 1 ? 'field' : 'fields'} folded`;
  return `${same ? 'No difference' : 'They differ'}${hidden}`;
}
