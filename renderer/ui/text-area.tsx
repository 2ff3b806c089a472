import { type ComponentPropsWithoutRef, type Ref, useId } from 'react';
import styles from './text-area.module.css';

export interface TextAreaProps extends Omit<ComponentPropsWithoutRef<'textarea'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** One sentence: what is wrong, and where. */
  readonly invalid?: string | undefined;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines of machine text. */
export function TextArea({ label, value, onChange, invalid, areaRef, rows = 6, ...rest }: TextAreaProps) {
  const id = useId();
  const problem = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <textarea
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        {...rest}
        rows={rows}
        id={id}
        ref={areaRef}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={styles.area}
        {...(invalid === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': problem })}
      />
      {invalid === undefined ? null : (
        <p id={problem} className={styles.problem} role="alert">
          {invalid}
        </p>
      )}
    </div>
  );
}
