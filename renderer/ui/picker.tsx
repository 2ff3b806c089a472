import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react';
import { cx } from './cx.ts';
import { StateGlyph, type StateRoleName } from './glyph.tsx';
import { Icon } from './icon.tsx';
import styles from './picker.module.css';
import { filterPicker, optionIndexes, type PickerLine, stepOption } from './picker-list.ts';

export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  /** Heading under which it stands; items of a group follow each other. */
  readonly group?: string;
  readonly checked?: boolean;
  /** Why it cannot be picked; it is shown with it. */
  readonly disabled?: string;
  readonly glyph?: StateRoleName;
}

export interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly items: readonly PickerItem[];
  readonly onPick: (id: string) => void;
  readonly multi?: boolean;
  readonly header?: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  readonly empty?: ReactNode;
  /** Enter on a text that no item has: a namespace that may not be listed is typed. */
  readonly onEnterText?: (text: string) => void;
  readonly testId?: string;
}

const ITEM = 28;
const GROUP = 26;

/** A search field over a list of any length, of which only what is in view is in the page. */
export function Picker(props: PickerProps) {
  const { label, placeholder, items, onPick, multi = false, header, footer, width = 340, empty, onEnterText } = props;
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => filterPicker(items, text), [items, text]);
  const options = useMemo(() => optionIndexes(lines), [lines]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (lines[at]?.type === 'group' ? GROUP : ITEM),
    overscan: 12,
  });
  const activeLine = options[Math.min(active, options.length - 1)];
  const go = (next: number) => {
    setActive(next);
    const line = options[next];
    if (line !== undefined) virtual.scrollToIndex(line);
  };
  const pick = (line: PickerLine | undefined) => {
    if (line?.type === 'item' && line.item.disabled === undefined) onPick(line.item.id);
    else if (line === undefined && text.trim() !== '') onEnterText?.(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = stepOption(event.key, Math.min(active, options.length - 1), options.length);
    if (next !== null) go(next);
    else if (event.key === 'Enter') pick(activeLine === undefined ? undefined : lines[activeLine]);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.picker} style={{ width }} data-testid={props.testId}>
      {header}
      <div className={styles.search}>
        <Icon name="search" size={14} />
        <input
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={activeLine === undefined ? undefined : `${id}-${activeLine}`}
          placeholder={placeholder}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
            scroller.current?.scrollTo({ top: 0 });
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      {options.length === 0 ? <div className={styles.empty}>{empty ?? 'Nothing matches.'}</div> : null}
      <div ref={scroller} className={styles.scroller} hidden={options.length === 0}>
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={label}
          aria-multiselectable={multi}
          className={styles.list}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map((at) => {
            const line = lines[at.index];
            if (line === undefined) return null;
            const place = { top: at.start, height: at.size };
            return line.type === 'group' ? (
              <div key={at.key} role="presentation" className={styles.group} style={place} title={line.label}>
                {line.label}
              </div>
            ) : (
              <OptionLine
                key={at.key}
                id={`${id}-${at.index}`}
                item={line.item}
                active={at.index === activeLine}
                place={place}
                onHover={() => setActive(options.indexOf(at.index))}
                onPick={() => pick(line)}
              />
            );
          })}
        </div>
      </div>
      {footer}
    </div>
  );
}

interface OptionLineProps {
  readonly id: string;
  readonly item: PickerItem;
  readonly active: boolean;
  readonly place: { readonly top: number; readonly height: number };
  readonly onHover: () => void;
  readonly onPick: () => void;
}

function OptionLine({ id, item, active, place, onHover, onPick }: OptionLineProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus, options are named by aria-activedescendant
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the search field's
    <div
      id={id}
      role="option"
      aria-selected={item.checked === true}
      aria-disabled={item.disabled !== undefined}
      data-active={active ? '' : undefined}
      data-id={item.id}
      className={cx(styles.option, item.disabled !== undefined && styles.disabled)}
      style={place}
      title={item.disabled}
      onMouseMove={onHover}
      onClick={onPick}
    >
      <span className={styles.check}>{item.checked ? <Icon name="check" size={14} /> : null}</span>
      <span className={styles.label}>{item.label}</span>
      <span className={styles.detail}>{item.disabled ?? item.detail}</span>
      {item.glyph === undefined ? null : <StateGlyph state={item.glyph} />}
    </div>
  );
}
