import type { ReactNode, Ref } from 'react';
import { TextField } from '../../ui/field.tsx';
import styles from './actions.module.css';

export interface TypedNameProps {
  readonly wanted: string;
  /** One sentence. */
  readonly why: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

/** A name to be typed before the button can be pressed. */
export function TypedName({ wanted, why, value, onChange, inputRef }: TypedNameProps): ReactNode {
  return (
    <div className={styles.typed}>
      <p>
        {why} To go on, type <strong className="mono">{wanted}</strong>
      </p>
      <TextField
        label={`Type ${wanted}`}
        hideLabel
        mono
        value={value}
        onChange={onChange}
        inputRef={inputRef}
        data-testid="typed-name"
      />
    </div>
  );
}
