import { structuredPatch } from 'diff';
import { type ReactNode, useMemo } from 'react';
import styles from './actions.module.css';

export interface TextDiffProps {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

interface Line {
  readonly change: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
}

/** Two texts line by line, with three lines around each change. */
function diffLines(from: string, to: string): readonly Line[] {
  const { hunks } = structuredPatch('', '', from, to, '', '', { context: 3 });
  return hunks.flatMap(({ lines }, at) => [
    ...(at === 0 ? [] : [{ change: 'gap', text: '…' } as const]),
    ...lines.filter((line) => !line.startsWith('\\')).map(lineOf),
  ]);
}

const lineOf = (line: string): Line => ({
  change: line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same',
  text: line,
});

/** Removed and added lines keep their sign: colour alone says nothing. */
export function TextDiff({ label, from, to }: TextDiffProps): ReactNode {
  const lines = useMemo(() => diffLines(from, to), [from, to]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={styles.diff} tabIndex={0} aria-label={label} data-testid="text-diff">
      {lines.map(({ change, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are never moved
        <div key={at} data-change={change}>
          {text}
        </div>
      ))}
    </section>
  );
}
