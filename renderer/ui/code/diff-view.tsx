import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './diff-view.module.css';
import { yamlLook } from './look.ts';

export interface DiffViewProps {
  readonly left: string;
  readonly right: string;
  readonly leftLabel: string;
  readonly rightLabel: string;
  readonly mode: 'split' | 'unified';
}

/** Texts of a megabyte are compared as well as half a second allows. */
const diffConfig = { scanLimit: 5_000, timeout: 500 };
const collapseUnchanged = { margin: 4, minSize: 8 };

/** Two texts of YAML, side by side or as one; what is the same is collapsed. */
export function DiffView({ left, right, leftLabel, rightLabel, mode }: DiffViewProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const parent = place.current;
    if (parent === null) return undefined;
    const fixed = (label: string): Extension[] => [
      ...yamlLook(parent.ownerDocument),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
    ];
    if (mode === 'split') {
      const view = new MergeView({
        parent,
        a: { doc: left, extensions: fixed(leftLabel) },
        b: { doc: right, extensions: fixed(rightLabel) },
        collapseUnchanged,
        diffConfig,
        gutter: true,
      });
      return () => view.destroy();
    }
    const unified = unifiedMergeView({
      original: left,
      mergeControls: false,
      collapseUnchanged,
      diffConfig,
      gutter: true,
    });
    const state = EditorState.create({ doc: right, extensions: [...fixed(`${leftLabel}, ${rightLabel}`), unified] });
    const view = new EditorView({ parent, state });
    return () => view.destroy();
  }, [left, right, leftLabel, rightLabel, mode]);
  return (
    <div className={styles.diff}>
      {mode === 'split' ? (
        <div className={styles.labels}>
          <span title={leftLabel}>{leftLabel}</span>
          <span title={rightLabel}>{rightLabel}</span>
        </div>
      ) : null}
      <div ref={place} className={styles.place} data-mode={mode} data-testid="diff" />
    </div>
  );
}
