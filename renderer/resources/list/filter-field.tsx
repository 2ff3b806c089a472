import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ViewSnapshot } from '../../../shared/contract/views.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './filter-field.module.css';
import { absorb, type FilterParts, joinFilter, problemAround, splitFilter } from './filter-tokens.ts';

export interface FilterHandle {
  readonly focus: () => void;
}

export interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (filter: string) => void;
  readonly problem: ViewSnapshot['filterProblem'];
  /** Down, or Enter: to the rows. */
  readonly onLeave: () => void;
  /** Alt with the arrow down: the filters used before. */
  readonly onRecall: () => void;
  /** Buttons at the end of the field. */
  readonly after?: ReactNode;
  readonly handle: Ref<FilterHandle>;
}

/** Words and chips in one field; what is wrong is said below, pointing at the place. */
export function FilterField(props: FilterFieldProps): ReactNode {
  const { label, value, onChange, problem, onLeave, onRecall, after, handle } = props;
  const input = useRef<HTMLInputElement>(null);
  const [parts, setParts] = useState<FilterParts>(() => splitFilter(value));
  useImperativeHandle(handle, () => ({
    focus: () => {
      input.current?.focus();
      input.current?.select();
    },
  }));
  // The filter can change from elsewhere (cleared by a button, another kind): the field follows.
  const joined = joinFilter(parts);
  const shown = useRef(joined);
  useEffect(() => {
    if (value === shown.current) return;
    shown.current = value;
    setParts(splitFilter(value));
  }, [value]);

  const change = (next: FilterParts): void => {
    setParts(next);
    shown.current = joinFilter(next);
    onChange(shown.current);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { chips, text } = parts;
    if (event.key === 'Backspace' && text === '' && chips.length > 0) {
      event.preventDefault();
      change({ chips: chips.slice(0, -1), text: chips.at(-1) ?? '' });
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      if (joined === '') onLeave();
      else change({ chips: [], text: '' });
    } else if (event.key === 'ArrowDown' && event.altKey) {
      event.preventDefault();
      onRecall();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      onLeave();
    }
  };

  return (
    <div className={styles.wrap}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the chips means the field itself, which has the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className={styles.field}
        data-invalid={problem === null ? undefined : ''}
        onClick={(event) => event.target === event.currentTarget && input.current?.focus()}
      >
        <Icon name="list-filter" size={14} className={styles.icon} />
        {parts.chips.map((chip, at) => (
          <Chip
            // biome-ignore lint/suspicious/noArrayIndexKey: equal chips are told apart by their place only
            key={`${at} ${chip}`}
            tone="accent"
            mono
            onRemove={() => change({ ...parts, chips: parts.chips.filter((_, other) => other !== at) })}
            removeLabel={`Remove filter ${chip}`}
          >
            {chip}
          </Chip>
        ))}
        <input
          ref={input}
          className={styles.input}
          aria-label={label}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'filter-problem'}
          placeholder={parts.chips.length === 0 ? 'Filter: words, status:, restarts>5, -l app=web, !not' : ''}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          value={parts.text}
          onChange={(event) => change(absorb({ ...parts, text: event.target.value }))}
          onKeyDown={onKeyDown}
          data-testid="filter"
        />
        {joined === '' ? null : (
          <IconButton
            label="Clear filter"
            icon="x"
            iconSize={14}
            onClick={() => {
              change({ chips: [], text: '' });
              input.current?.focus();
            }}
          />
        )}
        {after}
      </div>
      {problem === null ? null : <Problem filter={value} problem={problem} />}
    </div>
  );
}

function Problem({
  filter,
  problem,
}: {
  readonly filter: string;
  readonly problem: { message: string; at: number };
}): ReactNode {
  const { before, from } = problemAround(filter, problem.at);
  return (
    <p id="filter-problem" className={styles.problem} role="alert" data-testid="filter-problem">
      <code className={styles.pattern}>
        {before}
        <mark>{from === '' ? ' ' : from}</mark>
      </code>
      {problem.message} (character {problem.at + 1})
    </p>
  );
}
