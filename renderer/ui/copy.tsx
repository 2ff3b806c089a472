import { type ReactNode, useEffect, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import styles from './copy.module.css';

/** Puts a text on the clipboard; false when the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

type Outcome = 'none' | 'copied' | 'refused';

function useCopy(text: string | (() => string)): readonly [Outcome, () => void] {
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => setOutcome('none'), 1500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () =>
    void copyText(typeof text === 'function' ? text() : text).then((done) => setOutcome(done ? 'copied' : 'refused'));
  return [outcome, copy];
}

const said: Readonly<Record<Outcome, string | null>> = { none: null, copied: 'Copied', refused: 'Not allowed to copy' };

export interface CopyButtonProps {
  readonly text: string | (() => string);
  /** With a label it is a button of words; without, an icon. */
  readonly label?: string;
  readonly variant?: 'default' | 'quiet';
}

export function CopyButton({ text, label, variant = 'quiet' }: CopyButtonProps) {
  const [outcome, copy] = useCopy(text);
  const words = said[outcome];
  if (label === undefined)
    return (
      <IconButton label={words ?? 'Copy'} icon={outcome === 'copied' ? 'check' : 'copy'} iconSize={14} onClick={copy} />
    );
  return (
    <Button variant={variant} onClick={copy}>
      <span aria-live="polite">{words ?? label}</span>
    </Button>
  );
}

export interface CodeBlockProps {
  readonly children: ReactNode;
  readonly label: string;
  readonly copy?: string;
}

/** Text of a machine, kept as it is; long lines wrap, long texts scroll. */
export function CodeBlock({ children, label, copy }: CodeBlockProps) {
  return (
    <div className={styles.block}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.pre} aria-label={label} tabIndex={0}>
        {children}
      </section>
      {copy === undefined ? null : (
        <span className={styles.copy}>
          <CopyButton text={copy} />
        </span>
      )}
    </div>
  );
}
