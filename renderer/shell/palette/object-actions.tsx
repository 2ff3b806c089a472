import { Command } from 'cmdk';
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { hitIcon, hitKind } from '../../resources/finding/hit.ts';
import { Icon } from '../../ui/icon.tsx';
import type { PaletteItem, PaletteObject } from './items.ts';
import styles from './palette.module.css';
import { Line } from './palette.tsx';
import { rank } from './rank.ts';
import { actionItems, useObjectActions } from './use-groups.ts';

interface ObjectActionsProps {
  readonly object: PaletteObject;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChoose: (item: PaletteItem) => void;
  readonly onBack: () => void;
}

/** What can be done with one object that was found. */
export function ObjectActions({ object, input, onChoose, onBack }: ObjectActionsProps) {
  const data = useData();
  const [text, setText] = useState('');
  const actions = useObjectActions(object);
  const show: PaletteItem = {
    id: 'show',
    label: 'Details',
    icon: 'panel-right',
    does: { type: 'object', ...object },
  };
  const items = rank([show, ...actionItems(object, actions)], text.trim());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Backspace' || text !== '') return;
    event.preventDefault();
    onBack();
  };
  return (
    <Command
      shouldFilter={false}
      label={`Actions on ${object.name}`}
      className={styles.command}
      loop
      onKeyDown={onKeyDown}
      data-testid="palette-actions"
    >
      <div className={styles.field}>
        <span className={styles.subject}>
          <Icon name={hitIcon(object.kind)} size={14} />
          {object.name}
        </span>
        <Command.Input
          ref={input}
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Action"
          className={styles.input}
          data-testid="palette-input"
        />
      </div>
      <Command.List className={styles.list} label="Actions">
        <Command.Group
          heading={[hitKind(data, object), object.namespace].filter(Boolean).join(' · ')}
          className={styles.group}
        >
          {items.map((ranked) => (
            <Line key={ranked.item.id} ranked={ranked} selected={false} onSelect={onChoose} />
          ))}
        </Command.Group>
        {items.length === 0 ? <p className={styles.empty}>No action is called “{text.trim()}”.</p> : null}
      </Command.List>
      <footer className={styles.footer}>Backspace leads back to the search.</footer>
    </Command>
  );
}
