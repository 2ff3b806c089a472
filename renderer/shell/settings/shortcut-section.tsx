import { type KeyboardEvent, useState } from 'react';
import { useApp } from '../../data/hooks.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { isMac, keyText } from '../../ui/keys.ts';
import { Keys } from '../shortcuts/help-dialog.tsx';
import { keysOf, type WindowHost } from '../shortcuts/keys-of.ts';
import {
  conflictsOf,
  isRebindable,
  keptByBrowser,
  keysFromPress,
  takenFrom,
  withKeys,
} from '../shortcuts/rebinding.ts';
import { type Shortcut, shortcuts } from '../shortcuts/registry.ts';
import styles from './settings.module.css';
import { useSettings } from './use-settings.ts';

/** Every key, and how to give it another; what has it already is said before it is taken away. */
export function ShortcutSection({ host }: { readonly host: WindowHost }) {
  const [settings, set] = useSettings();
  const [text, setText] = useState('');
  const [editing, setEditing] = useState<string | null>(null);
  const overrides = settings.shortcuts;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = (shortcuts as readonly Shortcut[]).filter((shortcut) => {
    const hay = `${shortcut.title} ${shortcut.group} ${keysOf(shortcut, host, overrides).join(' ')}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  const changed = Object.keys(overrides).length;
  return (
    <>
      <div className={styles.bar}>
        <TextField
          label="Find a shortcut"
          hideLabel
          icon="search"
          placeholder="Find a shortcut"
          value={text}
          onChange={setText}
        />
        <Button disabled={changed === 0} onClick={() => set({ shortcuts: {} })}>
          Reset all
        </Button>
      </div>
      <ul className={styles.list} aria-label="Shortcuts">
        {shown.map((shortcut) => (
          <ShortcutLine
            key={shortcut.id}
            shortcut={shortcut}
            host={host}
            editing={editing === shortcut.id}
            onEdit={(on) => setEditing(on ? shortcut.id : null)}
          />
        ))}
      </ul>
      {shown.length === 0 ? <p className={styles.hint}>No shortcut is called so.</p> : null}
    </>
  );
}

interface LineProps {
  readonly shortcut: Shortcut;
  readonly host: WindowHost;
  readonly editing: boolean;
  readonly onEdit: (on: boolean) => void;
}

function ShortcutLine({ shortcut, host, editing, onEdit }: LineProps) {
  const [settings, set] = useSettings();
  const overrides = settings.shortcuts;
  const own = overrides[shortcut.id];
  return (
    <li className={styles.shortcut} data-shortcut={shortcut.id}>
      <span className={styles.shortcutTitle}>{shortcut.title}</span>
      <span className={styles.shortcutKeys}>
        <Keys keys={keysOf(shortcut, host, overrides)} />
      </span>
      {isRebindable(shortcut) ? (
        <>
          <IconButton
            label={`Reset the keys of ${shortcut.title}`}
            icon="undo-2"
            iconSize={14}
            tooltip={false}
            disabled={own === undefined}
            onClick={() => set({ shortcuts: withKeys(overrides, shortcut, null) })}
          />
          <Button aria-expanded={editing} onClick={() => onEdit(!editing)}>
            {editing ? 'Cancel' : 'Change'}
          </Button>
        </>
      ) : (
        <span className={styles.hint}>fixed</span>
      )}
      {editing ? <Recorder shortcut={shortcut} host={host} onDone={() => onEdit(false)} /> : null}
    </li>
  );
}

interface RecorderProps {
  readonly shortcut: Shortcut;
  readonly host: WindowHost;
  readonly onDone: () => void;
}

function Recorder({ shortcut, host, onDone }: RecorderProps) {
  const [settings, set] = useSettings();
  const platformMac = useApp((state) => state.info?.platform) === 'darwin' || isMac();
  const [keys, setKeys] = useState<string | null>(null);
  const overrides = settings.shortcuts;
  const conflicts = keys === null ? [] : conflictsOf(shortcut.id, keys, host, overrides);
  const stuck = conflicts.find((other) => !isRebindable(other));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return;
    event.stopPropagation();
    if (event.key === 'Escape') return onDone();
    event.preventDefault();
    const pressed = keysFromPress(event.nativeEvent, platformMac);
    if (pressed !== null) setKeys(pressed);
  };
  const use = () => {
    if (keys === null) return;
    set({ shortcuts: withKeys(takenFrom(overrides, shortcut.id, keys, host), shortcut, [keys]) });
    onDone();
  };
  return (
    <div className={styles.recorder}>
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by the button before it, to be typed into
        autoFocus
        readOnly
        aria-label={`New keys for ${shortcut.title}`}
        className={styles.recorderField}
        value={keys === null ? '' : keyText(keys, platformMac)}
        placeholder="Press the keys"
        onKeyDown={onKeyDown}
        data-testid="record-keys"
      />
      <Button variant="primary" disabled={keys === null || stuck !== undefined} onClick={use}>
        {conflicts.length > 0 ? 'Use all the same' : 'Use these keys'}
      </Button>
      <p className={styles.hint} role="status">
        {stuck !== undefined
          ? `“${stuck.title}” has these keys and cannot do without them.`
          : conflicts.length > 0
            ? `Taken from ${conflicts.map(({ title }) => `“${title}”`).join(' and ')}.`
            : ''}
        {keys !== null && host === 'web' && keptByBrowser(keys)
          ? ' Most browsers keep these keys for themselves: they may not arrive.'
          : ''}
      </p>
    </div>
  );
}
