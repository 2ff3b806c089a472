import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useData } from '../../data/context.tsx';
import { useApp, useStored } from '../../data/hooks.ts';
import type { AppPageProps } from '../../data/pages.ts';
import { useStatuses } from '../../data/statuses.ts';
import { plural } from '../../data/wording.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Segmented, TextField } from '../../ui/field.tsx';
import { PointMenu } from '../../ui/menu.tsx';
import type { TableHandle } from '../../ui/table/types.ts';
import { VirtualTable } from '../../ui/table/virtual-table.tsx';
import { AddDialog, type AddWay } from './add-dialog.tsx';
import { contextColumns } from './columns.tsx';
import styles from './contexts.module.css';
import { EditDialog } from './edit-dialog.tsx';
import { LookDialog } from './look-dialog.tsx';
import { contextMenu, fileMenu } from './row-menu.ts';
import { contextRows, isShown, matchesWords, type PageRow, pageRows, type Shown } from './rows.ts';
import { SkippedFiles } from './skipped-files.tsx';
import { ExportDialog, RemoveDialog, RenameDialog } from './small-dialogs.tsx';
import { useContextActions } from './use-context-actions.ts';

/** The window's own things are kept under an empty cluster. */
const WINDOW = '';
const ROW_HEIGHT = { compact: 30, comfortable: 36 } as const;
const SHOWN: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'favourites', label: 'Favourites' },
  { value: 'hidden', label: 'Hidden' },
  { value: 'invalid', label: 'Not usable' },
];
const checkFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
const NONE: readonly never[] = [];

/** Every context of every known kubeconfig: found, opened, added, changed, removed. Works with no cluster open, too. */
export function ContextsPage({ openContext, setCounts, dropped, onDropTaken }: AppPageProps) {
  const data = useData();
  const list = useApp((state) => state.contexts);
  const settings = useApp((state) => state.settings);
  const [words, setWords] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [grouped, setGrouped] = useStored('contextsByFile', WINDOW, true, checkFlag);
  const [adding, setAdding] = useState<AddWay | null>(null);
  const { actions, dialog, closeDialog } = useContextActions(openContext);
  const handles = useStore(data.clusters.store, (state) => state.handles);
  const statuses = useStatuses([...handles.values()]);
  const all = useMemo(() => contextRows(list?.contexts ?? NONE, statuses, settings), [list, statuses, settings]);
  const found = useMemo(
    () => all.filter((row) => isShown(row, shown) && matchesWords(row, words)),
    [all, shown, words],
  );
  const rows = useMemo(
    () => pageRows(found, { grouped, added: settings.kubeconfigSources }),
    [found, grouped, settings.kubeconfigSources],
  );
  useEffect(() => setCounts({ contexts: all.length }), [all.length, setCounts]);
  const total = all.filter((row) => isShown(row, shown)).length;
  return (
    <section className={styles.page} aria-label="Contexts" data-testid="contexts-page">
      <header className={styles.header}>
        <h1 className={styles.title}>Contexts</h1>
        <span className={styles.count} data-testid="contexts-count">
          {words === '' ? total.toLocaleString('en-US') : `${found.length} of ${total}`}
        </span>
        <TextField
          label="Search contexts"
          hideLabel
          icon="search"
          className={styles.search ?? ''}
          placeholder="Search names, files, servers, users and tags"
          value={words}
          onChange={setWords}
        />
        <IconButton
          label={grouped ? 'Do not group by file' : 'Group by file'}
          icon="group"
          bordered
          pressed={grouped}
          onClick={() => setGrouped(!grouped)}
        />
        <Button variant="primary" icon="plus" onClick={() => setAdding('paste')}>
          Add contexts
        </Button>
      </header>
      <div className={styles.bar}>
        <Segmented label="Show" value={shown} onChange={setShown} options={SHOWN} />
        {list === null ? null : <SkippedFiles skipped={list.skipped} />}
      </div>
      <div className={styles.body}>
        <Table rows={rows} actions={actions} grouped={grouped} />
        {found.length > 0 || list === null ? null : (
          <div className={styles.over}>
            <Nothing known={all.length} shown={shown} words={words} onClear={() => setWords('')} onAdd={setAdding} />
          </div>
        )}
      </div>
      {adding === null && dropped === null ? null : (
        <AddDialog
          key={dropped?.name ?? 'add'}
          way={adding ?? 'paste'}
          dropped={dropped}
          onAdded={() => {
            setShown('all');
            setWords('');
          }}
          onClose={() => {
            setAdding(null);
            onDropTaken();
          }}
        />
      )}
      {dialog === null ? null : dialog.type === 'edit' ? (
        <EditDialog row={dialog.row} onDone={closeDialog} />
      ) : dialog.type === 'rename' ? (
        <RenameDialog row={dialog.row} onDone={closeDialog} />
      ) : dialog.type === 'look' ? (
        <LookDialog row={dialog.row} onDone={closeDialog} />
      ) : dialog.type === 'export' ? (
        <ExportDialog row={dialog.row} onDone={closeDialog} />
      ) : (
        <RemoveDialog row={dialog.row} onDone={closeDialog} />
      )}
    </section>
  );
}

interface NothingProps {
  readonly known: number;
  readonly shown: Shown;
  readonly words: string;
  readonly onClear: () => void;
  readonly onAdd: (way: AddWay) => void;
}

function Nothing({ known, shown, words, onClear, onAdd }: NothingProps) {
  if (words !== '') {
    return (
      <EmptyState
        icon="search"
        title={`No context matches “${words}”`}
        actions={<Button onClick={onClear}>Clear search</Button>}
      >
        {plural(known, 'context is', 'contexts are')} known.
      </EmptyState>
    );
  }
  if (known > 0) return <EmptyState icon="library" title={shown === 'all' ? 'All contexts are hidden' : 'None'} />;
  return (
    <EmptyState
      icon="library"
      title="No kubeconfig was found"
      actions={
        <>
          <Button variant="primary" onClick={() => onAdd('paste')}>
            Paste a kubeconfig
          </Button>
          <Button onClick={() => onAdd('path')}>Add a file or folder</Button>
          <Button onClick={() => onAdd('form')}>Fill in a form</Button>
        </>
      }
    >
      Portolan looks in KUBECONFIG and in ~/.kube. A kubeconfig can also be dropped onto this window.
    </EmptyState>
  );
}

interface TableProps {
  readonly rows: readonly PageRow[];
  readonly actions: ReturnType<typeof useContextActions>['actions'];
  readonly grouped: boolean;
}

/** Grows with every other list of rows. */
function useVersion(rows: readonly PageRow[]): number {
  const [held, setHeld] = useState({ rows, version: 0 });
  if (held.rows === rows) return held.version;
  setHeld({ rows, version: held.version + 1 });
  return held.version + 1;
}

const keyOf = (row: PageRow): string => row.id;

function Table({ rows, actions, grouped }: TableProps) {
  const { clusters, clock } = useData();
  const settings = useApp((state) => state.settings);
  const open = useApp((state) => state.open);
  const home = useApp((state) => state.info?.home ?? '');
  const table = useRef<TableHandle>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ readonly row: PageRow; readonly x: number; readonly y: number } | null>(null);
  const now = clock.now();
  const day = Math.floor(now / 86_400_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the day is all that matters of the time
  const columns = useMemo(
    () =>
      contextColumns({
        settings,
        open,
        home,
        now,
        grouped,
        counts: (clusterId, kind) => clusters.get(clusterId)?.store.getState().counts.get(kind)?.count ?? null,
        onFavourite: actions.favourite,
      }),
    [settings, open, home, day, grouped, clusters, actions],
  );
  const version = useVersion(rows);
  const indexes = useMemo(() => new Map(rows.map((row, at) => [row.id, at])), [rows]);
  const getRow = useCallback((at: number) => rows[at], [rows]);
  const indexOf = useCallback((key: string) => indexes.get(key), [indexes]);
  const activate = (row: PageRow): void => {
    if (row.type === 'context' && (row.info.status === 'ok' || row.status !== null)) actions.open(row);
  };
  const onKey = (event: KeyboardEvent, row: PageRow | undefined): boolean => {
    if (row?.type !== 'context') return false;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && event.key === 'e') actions.edit(row);
    else if (plain && event.key === 'c') actions.copyName(row);
    else if (event.ctrlKey && event.key === 'd') actions.remove(row);
    else return false;
    return true;
  };
  return (
    <>
      <VirtualTable<PageRow>
        label="Contexts"
        testId="contexts-table"
        handle={table}
        columns={columns}
        rowCount={rows.length}
        rowHeight={ROW_HEIGHT[settings.density]}
        getRow={getRow}
        rowKey={keyOf}
        indexOf={indexOf}
        version={version}
        cursor={cursor}
        onCursor={(key) => setCursor(key)}
        onActivate={activate}
        onKey={onKey}
        onMenu={(row, _, at) => setMenu({ row, ...at })}
        dimRow={(row) => row.type === 'context' && row.marks.hidden === true}
        rowActions={(row) =>
          row.type === 'file' ? null : (
            <>
              <IconButton
                label={`Edit ${row.name}`}
                tooltip={false}
                icon="pencil"
                iconSize={14}
                tabIndex={-1}
                onClick={() => actions.edit(row)}
              />
              <IconButton
                label={`Actions of ${row.name}`}
                tooltip={false}
                icon="ellipsis"
                iconSize={14}
                tabIndex={-1}
                onClick={(event) => {
                  const { left, bottom } = event.currentTarget.getBoundingClientRect();
                  setMenu({ row, x: left, y: bottom });
                }}
              />
            </>
          )
        }
      />
      <PointMenu
        at={menu}
        label={menu === null ? 'Actions' : `Actions of ${menu.row.type === 'file' ? menu.row.file : menu.row.name}`}
        items={
          menu === null ? [] : menu.row.type === 'file' ? fileMenu(menu.row, actions) : contextMenu(menu.row, actions)
        }
        onClose={() => {
          setMenu(null);
          table.current?.focus();
        }}
      />
    </>
  );
}
