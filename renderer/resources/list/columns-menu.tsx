import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Popover } from '../../ui/popover.tsx';
import { placed, stepped } from '../../ui/table/reorder.ts';
import { ColumnForm } from './column-form.tsx';
import styles from './columns-menu.module.css';
import type { ListColumn } from './columns-model.ts';
import { isUserColumn, type ListPrefs, type UserColumn } from './prefs.ts';

export interface ColumnsMenuProps {
  readonly columns: readonly ListColumn[];
  readonly prefs: ListPrefs;
  readonly onChange: (prefs: ListPrefs) => void;
  /** Why CPU and MEMORY are not among them. */
  readonly usageProblem: string | null;
  /** Keys of labels there are, for new columns. */
  readonly labelKeys: () => Promise<readonly string[]>;
}

type Page = { readonly type: 'list' } | { readonly type: 'form'; readonly column: UserColumn | null };

/** Which columns are on screen, in which order, and which stay in sight; and columns of one's own. */
export function ColumnsMenu(props: ColumnsMenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState<Page>({ type: 'list' });
  const { columns, prefs, onChange } = props;
  const keep = (made: UserColumn, was: UserColumn | null): void => {
    const user = was === null ? [...prefs.user, made] : prefs.user.map((one) => (one === was ? made : one));
    onChange({ ...prefs, user });
    setPage({ type: 'list' });
  };
  return (
    <Popover
      flush
      label="Columns"
      align="end"
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) setPage({ type: 'list' });
      }}
      trigger={<IconButton label="Columns" icon="columns-3" bordered tooltip={false} data-testid="columns" />}
    >
      {page.type === 'list' ? (
        <ColumnsList {...props} onForm={(column) => setPage({ type: 'form', column })} />
      ) : (
        <ColumnForm
          column={page.column}
          taken={columns}
          labelKeys={props.labelKeys}
          onKeep={(made) => keep(made, page.column)}
          onCancel={() => setPage({ type: 'list' })}
        />
      )}
    </Popover>
  );
}

function ColumnsList({
  columns,
  prefs,
  onChange,
  usageProblem,
  onForm,
}: ColumnsMenuProps & { readonly onForm: (column: UserColumn | null) => void }): ReactNode {
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const ids = columns.map((column) => column.id);
  const order = (next: readonly string[] | null): void => {
    if (next !== null) onChange({ ...prefs, order: next });
  };
  const hasWide = columns.some(({ info }) => info.wide);
  const changed =
    prefs.wide ||
    prefs.order.length + prefs.pinned.length > 0 ||
    Object.keys(prefs.columns).length + Object.keys(prefs.widths).length > 0;
  const drop = (before: string): void => {
    if (dragged !== null && dragged !== before) order(placed(ids, dragged, before));
    setDragged(null);
    setOver(null);
  };
  const onKeyDown = (event: KeyboardEvent, column: ListColumn): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && event.altKey) order(stepped(ids, column.id, step));
    else if (step !== 0) focusLine(list.current, event.currentTarget, step);
    else if (event.key === 'p') onChange(withPin(prefs, column));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.panel} data-testid="columns-panel">
      <ul ref={list} className={styles.list} aria-label="Columns">
        {columns.map((column) => (
          <li
            key={column.id}
            className={styles.line}
            data-column={column.id}
            data-over={over === column.id && dragged !== column.id ? '' : undefined}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              setDragged(column.id);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(column.id);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop(column.id);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
          >
            <label className={styles.name}>
              <input
                type="checkbox"
                checked={column.shown}
                disabled={column.info.title === 'NAME' || column.id === 'namespace'}
                onChange={() => onChange(withShown(prefs, column))}
                onKeyDown={(event) => onKeyDown(event, column)}
              />
              <span>{column.info.title}</span>
              <span className={styles.of}>{originOf(column)}</span>
            </label>
            {column.extra !== null && isUserColumn(column.extra) ? (
              <UserButtons prefs={prefs} column={column.extra} onChange={onChange} onForm={onForm} />
            ) : null}
            <IconButton
              label={column.pinned ? `Unpin ${column.info.title}` : `Pin ${column.info.title} at the left`}
              tooltip={false}
              icon="pin"
              iconSize={14}
              pressed={column.pinned}
              className={styles.pin}
              onClick={() => onChange(withPin(prefs, column))}
            />
          </li>
        ))}
      </ul>
      {usageProblem === null ? null : <p className={styles.note}>{`CPU, MEMORY: ${usageProblem}.`}</p>}
      <div className={styles.footer}>
        <Button icon="plus" onClick={() => onForm(null)}>
          Add column
        </Button>
        {hasWide ? (
          <Button
            variant="quiet"
            aria-pressed={prefs.wide}
            className={styles.wide}
            onClick={() => onChange({ ...prefs, wide: !prefs.wide, columns: {} })}
          >
            Wide
          </Button>
        ) : null}
        <Button
          variant="quiet"
          disabled={!changed}
          onClick={() => onChange({ ...prefs, wide: false, columns: {}, widths: {}, order: [], pinned: [] })}
        >
          Reset
        </Button>
      </div>
      <p className={styles.hint}>Drag to order, or Alt with ↑ ↓; P pins.</p>
    </div>
  );
}

interface UserButtonsProps {
  readonly prefs: ListPrefs;
  readonly column: UserColumn;
  readonly onChange: (prefs: ListPrefs) => void;
  readonly onForm: (column: UserColumn) => void;
}

function UserButtons({ prefs, column, onChange, onForm }: UserButtonsProps): ReactNode {
  return (
    <>
      <IconButton
        label={`Edit column ${column.title}`}
        tooltip={false}
        icon="pencil"
        iconSize={14}
        onClick={() => onForm(column)}
      />
      <IconButton
        label={`Remove column ${column.title}`}
        tooltip={false}
        icon="trash-2"
        iconSize={14}
        onClick={() => onChange({ ...prefs, user: prefs.user.filter((one) => one !== column) })}
      />
    </>
  );
}

/** Where a column's values come from, where its title does not say. */
function originOf({ extra, info }: ListColumn): string {
  if (extra === null) return info.wide ? 'wide' : '';
  if (!isUserColumn(extra)) return '';
  return extra.type === 'path' ? extra.path : `${extra.type} ${extra.key}`;
}

const withShown = (prefs: ListPrefs, { id, shown }: ListColumn): ListPrefs => ({
  ...prefs,
  columns: { ...prefs.columns, [id]: !shown },
});

const withPin = (prefs: ListPrefs, { id, pinned }: ListColumn): ListPrefs => ({
  ...prefs,
  pinned: pinned ? prefs.pinned.filter((one) => one !== id) : [...prefs.pinned, id],
});

function focusLine(list: HTMLElement | null, from: EventTarget, step: number): void {
  const boxes = [...(list?.querySelectorAll<HTMLInputElement>('input:not(:disabled)') ?? [])];
  const at = from instanceof HTMLInputElement ? boxes.indexOf(from) : -1;
  boxes[Math.min(Math.max(at + step, 0), boxes.length - 1)]?.focus();
}
