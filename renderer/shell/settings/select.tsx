import { useId } from 'react';
import type { Option } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './settings.module.css';

export interface SelectProps {
  readonly label: string;
  readonly description?: string;
  readonly hideLabel?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly (Option<string> & { readonly group?: string })[];
}

/** One of many, by the system's own list: letters jump to it, and it needs no room. */
export function Select({ label, description, hideLabel = false, value, onChange, options }: SelectProps) {
  const id = useId();
  const groups = Map.groupBy(options, (option) => option.group ?? '');
  const select = (
    <span className={styles.select}>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {[...groups].map(([group, some]) => {
          const items = some.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ));
          return group === '' ? (
            items
          ) : (
            <optgroup key={group} label={group}>
              {items}
            </optgroup>
          );
        })}
      </select>
      <Icon name="chevron-down" size={14} />
    </span>
  );
  if (hideLabel)
    return (
      <>
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
        {select}
      </>
    );
  return (
    <div className={styles.row}>
      <div>
        <label htmlFor={id}>{label}</label>
        {description === undefined ? null : <p className={styles.hint}>{description}</p>}
      </div>
      {select}
    </div>
  );
}
