import styles from './glyph.module.css';

/** The six states anything in the product can be in; one shape and one colour each, never colour alone. */
export type StateRoleName = 'ok' | 'progress' | 'warn' | 'bad' | 'off' | 'unknown';

export interface StateGlyphProps {
  readonly state: StateRoleName;
  /** Spoken and shown on hover; without it the glyph is decoration beside a text that says the same. */
  readonly label?: string | undefined;
  readonly size?: number;
}

/** Drawn on a grid of 12: a font's own glyphs sit differently on every system. */
const shapes: Readonly<Record<StateRoleName, React.ReactNode>> = {
  ok: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  progress: (
    <>
      <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor" />
    </>
  ),
  warn: (
    <path d="M6 1.6 11 10.4H1z" fill="currentColor" strokeLinejoin="round" stroke="currentColor" strokeWidth="0.6" />
  ),
  bad: <path d="M2.6 2.6 9.4 9.4M9.4 2.6 2.6 9.4" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  off: <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.3" />,
  unknown: (
    <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="1.8 1.76" />
  ),
};

export function StateGlyph({ state, label, size = 12 }: StateGlyphProps) {
  const drawn = { className: styles.glyph, 'data-state': state, width: size, height: size, viewBox: '0 0 12 12' };
  if (label === undefined) {
    return (
      <svg {...drawn} aria-hidden="true" focusable="false">
        {shapes[state]}
      </svg>
    );
  }
  return (
    <svg {...drawn} role="img" aria-label={label} focusable="false">
      <title>{label}</title>
      {shapes[state]}
    </svg>
  );
}
