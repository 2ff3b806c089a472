import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { DiffView } from '../../ui/code/diff-view.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Segmented } from '../../ui/field.tsx';
import styles from './dialogs.module.css';
import { type Choice, conflictsOf, type MergePart, mergedText } from './merge.ts';

export interface MergeDialogProps {
  readonly parts: readonly MergePart[];
  /** The server's text. */
  readonly theirs: string;
  readonly onTake: (text: string) => void;
  readonly onClose: () => void;
}

/** A colleague's change and one's own become one text; where both touched the same lines, the person chooses. */
export function MergeDialog({ parts, theirs, onTake, onClose }: MergeDialogProps): ReactNode {
  const [choices, setChoices] = useState<readonly (Choice | undefined)[]>([]);
  const conflicts = conflictsOf(parts);
  const open = conflicts.filter((_, at) => choices[at] === undefined).length;
  const text = mergedText(parts, choices);
  const choose = (at: number, choice: Choice): void => {
    setChoices(conflicts.map((_, index) => (index === at ? choice : choices[index])));
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Merge with the change on the server"
      width={1080}
      testId="yaml-merge"
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" disabled={open > 0} onClick={() => onTake(text)}>
            {open > 0 ? `${open} to choose` : 'Use this text'}
          </Button>
        </>
      }
    >
      {conflicts.length > 0 ? <p className={styles.words}>Both changed the same lines: choose what stays.</p> : null}
      {conflicts.length === 0 ? (
        <p className={styles.words}>
          The changes do not overlap. Below: what your edit changes on the server’s new text.
        </p>
      ) : null}
      <div className={styles.conflicts}>
        {conflicts.map((conflict, at) => (
          <Conflict
            // biome-ignore lint/suspicious/noArrayIndexKey: conflicts have no name but their place
            key={at}
            conflict={conflict}
            place={`${at + 1} of ${conflicts.length}`}
            choice={choices[at]}
            onChoose={(choice) => choose(at, choice)}
          />
        ))}
      </div>
      <div className={styles.diff}>
        <DiffView left={theirs} right={text} leftLabel="On the server now" rightLabel="Merged" mode="split" />
      </div>
    </Dialog>
  );
}

interface ConflictProps {
  readonly conflict: Extract<MergePart, { type: 'conflict' }>;
  readonly place: string;
  readonly choice: Choice | undefined;
  readonly onChoose: (choice: Choice) => void;
}

const sides = [
  ['base', 'Before'],
  ['theirs', 'On the server'],
  ['mine', 'Yours'],
] as const;

function Conflict({ conflict, place, choice, onChoose }: ConflictProps): ReactNode {
  return (
    <section
      className={styles.conflict}
      aria-label={`Conflict ${place}`}
      data-open={choice === undefined ? '' : undefined}
    >
      <header className={styles.tools}>
        <Segmented<Choice | 'none'>
          label={`Conflict ${place}`}
          value={choice ?? 'none'}
          onChange={(next) => next !== 'none' && onChoose(next)}
          options={[
            { value: 'theirs', label: 'Take the server’s' },
            { value: 'mine', label: 'Keep mine' },
            { value: 'both', label: 'Keep both' },
          ]}
        />
      </header>
      <div className={styles.sides}>
        {sides.map(([side, label]) => (
          <figure
            key={side}
            className={styles.side}
            data-chosen={side === choice || choice === 'both' ? '' : undefined}
          >
            <figcaption>{label}</figcaption>
            <pre>{conflict[side].length === 0 ? '(nothing)' : conflict[side].join('\n')}</pre>
          </figure>
        ))}
      </div>
    </section>
  );
}
