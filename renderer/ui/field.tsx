import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { type ComponentPropsWithoutRef, type ReactNode, type Ref, useId } from 'react';
import { cx } from './cx.ts';
import styles from './field.module.css';
import { Icon, type IconName } from './icon.tsx';

export interface TextFieldProps extends Omit<ComponentPropsWithoutRef<'input'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly hideLabel?: boolean;
  readonly icon?: IconName;
  readonly mono?: boolean;
  /** One sentence: what is wrong, and where. */
  readonly invalid?: string | undefined;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly after?: ReactNode;
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hideLabel, icon, mono, invalid, inputRef, after, className, ...rest } = props;
  const id = useId();
  const problem = useId();
  return (
    <div className={cx(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : styles.label}>
        {label}
      </label>
      <div className={styles.box} data-invalid={invalid === undefined ? undefined : ''}>
        {icon === undefined ? null : <Icon name={icon} size={14} className={styles.boxIcon} />}
        <input
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          {...rest}
          id={id}
          ref={inputRef}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className={cx(styles.input, mono && 'mono')}
          {...(invalid === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': problem })}
        />
        {after}
      </div>
      {invalid === undefined ? null : (
        <p id={problem} className={styles.problem} role="alert">
          {invalid}
        </p>
      )}
    </div>
  );
}

export interface SwitchProps {
  readonly label: string;
  readonly description?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ label, description, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.row}>
      <div className={styles.rowText}>
        <span id={id}>{label}</span>
        {description === undefined ? null : <p className={styles.hint}>{description}</p>}
      </div>
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        aria-labelledby={id}
        className={styles.switch}
      >
        <BaseSwitch.Thumb className={styles.thumb} />
      </BaseSwitch.Root>
    </div>
  );
}

export interface Option<V extends string> {
  readonly value: V;
  readonly label: string;
}

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly description?: ReactNode;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: readonly Option<V>[];
}

/** A few choices that exclude each other, all in sight: radio buttons drawn as one bar. */
export function Segmented<V extends string>({ label, description, value, onChange, options }: SegmentedProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.row}>
      <legend className="sr-only">{label}</legend>
      <div className={styles.rowText} aria-hidden="true">
        <span>{label}</span>
        {description === undefined ? null : <p className={styles.hint}>{description}</p>}
      </div>
      <div className={styles.segments}>
        {options.map((option) => (
          <label key={option.value} className={styles.segment}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
