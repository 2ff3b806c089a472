import { type ReactNode, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './menus.module.css';
import { type Filters, named } from './prefs.ts';

export interface FiltersMenuProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly filter: string;
  readonly filters: Filters;
  readonly onFilter: (filter: string) => void;
  readonly onFilters: (filters: Filters) => void;
}

/** Filters with a name, and those used last; and the one that is typed, to keep. */
export function FiltersMenu({ open, onOpenChange, filter, filters, onFilter, onFilters }: FiltersMenuProps): ReactNode {
  const use = (text: string): void => {
    onFilter(text);
    onOpenChange(false);
  };
  const without = (name: string): void =>
    onFilters({ ...filters, saved: filters.saved.filter((one) => one.name !== name) });
  const recent = filters.recent.filter((text) => !filters.saved.some((one) => one.filter === text));
  return (
    <Popover
      flush
      label="Saved and recent filters"
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <IconButton
          label="Saved and recent filters"
          icon="history"
          iconSize={14}
          tooltip={false}
          data-testid="filters"
        />
      }
    >
      <div className={styles.filters} data-testid="filters-panel">
        <h2>Saved</h2>
        {filters.saved.length === 0 ? <p className={styles.none}>No filter of this kind has a name yet.</p> : null}
        <ul>
          {filters.saved.map((one) => (
            <li key={one.name}>
              <button type="button" className={styles.filter} onClick={() => use(one.filter)} title={one.filter}>
                <span>{one.name}</span>
                <code>{one.filter}</code>
              </button>
              <IconButton
                label={`Remove saved filter ${one.name}`}
                tooltip={false}
                icon="trash-2"
                iconSize={14}
                onClick={() => without(one.name)}
              />
            </li>
          ))}
        </ul>
        {recent.length === 0 ? null : <h2>Recent</h2>}
        <ul>
          {recent.map((text) => (
            <li key={text}>
              <button type="button" className={styles.filter} onClick={() => use(text)} title={text}>
                <code>{text}</code>
              </button>
            </li>
          ))}
        </ul>
        <SaveFilter filter={filter} onSave={(name) => onFilters(named(filters, name, filter))} />
      </div>
    </Popover>
  );
}

function SaveFilter({
  filter,
  onSave,
}: {
  readonly filter: string;
  readonly onSave: (name: string) => void;
}): ReactNode {
  const [name, setName] = useState('');
  const nothing = filter.trim() === '';
  return (
    <form
      className={styles.save}
      onSubmit={(event) => {
        event.preventDefault();
        if (nothing || name.trim() === '') return;
        onSave(name.trim());
        setName('');
      }}
    >
      <TextField
        label="Name for this filter"
        hideLabel
        value={name}
        onChange={setName}
        disabled={nothing}
        maxLength={60}
        placeholder={nothing ? 'Type a filter to save it' : 'Name for this filter'}
      />
      <Button type="submit" disabled={nothing || name.trim() === ''}>
        Save
      </Button>
    </form>
  );
}

export interface SavedChipsProps {
  readonly filter: string;
  readonly filters: Filters;
  readonly onFilter: (filter: string) => void;
}

/** The saved filters in sight: a press uses one, another takes it away. */
export function SavedChips({ filter, filters, onFilter }: SavedChipsProps): ReactNode {
  if (filters.saved.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's box is not wanted
    <div role="group" aria-label="Saved filters" className={styles.chips} data-testid="saved-filters">
      {filters.saved.map((one) => {
        const pressed = one.filter === filter.trim();
        return (
          <button
            key={one.name}
            type="button"
            className={styles.chip}
            aria-pressed={pressed}
            title={one.filter}
            onClick={() => onFilter(pressed ? '' : one.filter)}
          >
            {one.name}
          </button>
        );
      })}
    </div>
  );
}
