import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { type FindQuery, parseFind } from '../../../shared/search/grammar.ts';
import { useApp } from '../../data/hooks.ts';
import type { ClusterFound } from '../../data/search/cluster-search.ts';
import { Marked } from '../../resources/finding/marked.tsx';
import { clusterNotes, progressText } from '../../resources/finding/notes.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { isMac } from '../../ui/keys.ts';
import { useReturnFocus } from '../../ui/return-focus.ts';
import type { CommandContext } from '../commands.ts';
import { keysOf, matchesKeys } from '../shortcuts/keys-of.ts';
import { shortcutOf } from '../shortcuts/registry.ts';
import type { Page } from '../types.ts';
import { useShell } from '../ui-store.ts';
import { act } from './act.ts';
import type { PaletteItem, PaletteObject } from './items.ts';
import { ObjectActions } from './object-actions.tsx';
import styles from './palette.module.css';
import type { Ranked } from './rank.ts';
import { useGroups } from './use-groups.ts';
import { rememberUse } from './use-uses.ts';

interface PaletteProps {
  readonly context: CommandContext;
  readonly pages: readonly Page[];
}

/** Everything by name: clusters, kinds, objects and what can be done with them, namespaces, settings, commands. */
export function Palette({ context, pages }: PaletteProps) {
  const palette = useShell((state) => state.palette);
  const input = useRef<HTMLInputElement>(null);
  const returnFocus = useReturnFocus(palette !== null);
  const close = () => context.shell.setState({ palette: null });
  return (
    <Base.Root open={palette !== null} onOpenChange={(open) => !open && close()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={styles.popup}
          aria-label="Search or run a command"
          initialFocus={input}
          finalFocus={returnFocus}
          data-testid="palette"
        >
          {palette === null ? null : (
            <PaletteBody context={context} pages={pages} start={palette.text} input={input} onDone={close} />
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface BodyProps extends PaletteProps {
  readonly start: string;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
}

function PaletteBody({ context, pages, start, input, onDone }: BodyProps) {
  const [text, setText] = useState(start);
  const [object, setObject] = useState<PaletteObject | null>(null);
  const choose = (item: PaletteItem) => {
    rememberUse(context.data, item);
    onDone();
    act(context, item);
  };
  if (object !== null)
    return <ObjectActions object={object} input={input} onChoose={choose} onBack={() => setObject(null)} />;
  return (
    <Everything
      context={context}
      pages={pages}
      text={text}
      setText={setText}
      input={input}
      onChoose={choose}
      onActions={setObject}
    />
  );
}

interface EverythingProps extends PaletteProps {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onChoose: (item: PaletteItem) => void;
  readonly onActions: (object: PaletteObject) => void;
}

/** Verbs that lead to a choice of actions rather than to a page. */
const ACTING: ReadonlySet<string> = new Set(['delete', 'exec', 'scale', 'logs']);

function Everything({ context, pages, text, setText, input, onChoose, onActions }: EverythingProps) {
  const query = useMemo(() => parseFind(text), [text]);
  const { groups, found, names } = useGroups(context, pages, query);
  const [value, setValue] = useState('');
  const [moved, setMoved] = useState(false);
  const items = groups.flatMap((group) => group.items);
  const more = searchItem(text, query);
  const onKeyDown = (event: KeyboardEvent) => {
    if (more !== null && isSearchKey(event, context)) {
      event.preventDefault();
      onChoose(more);
      return;
    }
    if (/^Arrow|^Page|^Home|^End/.test(event.key)) setMoved(true);
    const does = items.find(({ item }) => item.id === value)?.item.does;
    if (event.key !== 'Tab' || event.shiftKey || does?.type !== 'object') return;
    event.preventDefault();
    onActions(does);
  };
  // What arrives late may stand first: it is what Enter means, until somebody chose another by the arrows.
  const first = items.find(({ item }) => item.disabled !== true)?.item.id ?? more?.id ?? '';
  useEffect(() => {
    if (!moved) setValue(first);
  }, [first, moved]);
  const type = (next: string) => {
    setMoved(false);
    setText(next);
  };
  const select = (item: PaletteItem) => {
    if (item.does.type === 'object' && query.verb !== null && ACTING.has(query.verb)) onActions(item.does);
    else onChoose(item);
  };
  return (
    <Command
      shouldFilter={false}
      label="Search or run a command"
      className={styles.command}
      loop
      value={value}
      onValueChange={setValue}
      onKeyDown={onKeyDown}
    >
      <div className={styles.field}>
        <Icon name="search" />
        <Command.Input
          ref={input}
          // At once, not after the popup's first frame: what is typed right after the key belongs here.
          autoFocus
          value={text}
          onValueChange={type}
          placeholder="Cluster, kind, object, namespace or command"
          className={styles.input}
          data-testid="palette-input"
        />
      </div>
      <Command.List className={styles.list} label="Results">
        {items.length === 0 ? <Nothing query={query} text={text} found={found} /> : null}
        {groups.map((group) =>
          group.items.length === 0 ? null : (
            <Command.Group key={group.title} heading={group.title} className={styles.group}>
              {group.items.map((ranked) => (
                <Line key={ranked.item.id} ranked={ranked} selected={ranked.item.id === value} onSelect={select} />
              ))}
            </Command.Group>
          ),
        )}
        {more === null ? null : (
          <Command.Group heading="Everywhere" className={styles.group}>
            <Line ranked={{ item: more, marks: [] }} selected={false} onSelect={onChoose} />
          </Command.Group>
        )}
      </Command.List>
      <Footer found={found} names={names} />
    </Command>
  );
}

function isSearchKey(event: KeyboardEvent, { data, host }: CommandContext): boolean {
  const keys = keysOf(shortcutOf('search.open'), host, data.app.getState().settings.shortcuts);
  return keys.some((one) => matchesKeys(one, event.nativeEvent, isMac()));
}

/** Going on from the palette: every object of every open cluster. */
function searchItem(text: string, query: FindQuery): PaletteItem | null {
  if (query.words.length === 0 && query.selector === null) return null;
  return {
    id: 'search everywhere',
    label: `Search all clusters for “${text.trim()}”`,
    icon: 'search',
    shortcut: 'search.open',
    does: { type: 'search', text: text.trim() },
  };
}

interface LineProps {
  readonly ranked: Ranked<PaletteItem>;
  readonly selected: boolean;
  readonly onSelect: (item: PaletteItem) => void;
}

export function Line({ ranked: { item, marks }, selected, onSelect }: LineProps) {
  return (
    <Command.Item
      value={item.id}
      disabled={item.disabled === true}
      onSelect={() => onSelect(item)}
      className={styles.item}
      data-item={item.id}
      data-danger={item.danger === true ? '' : undefined}
    >
      <Icon name={item.icon} />
      <span className={styles.label}>
        <Marked label={item.label} marks={marks} />
      </span>
      <span className={styles.detail}>{item.detail}</span>
      {item.state === undefined || item.state === 'unknown' ? null : <StateGlyph state={item.state} />}
      <span className={styles.hint}>{item.hint}</span>
      {item.checked ? <Icon name="check" size={14} className={styles.check} /> : null}
      {selected && item.does.type === 'object' ? (
        <span className={styles.hint}>
          <Kbd keys="Tab" /> actions
        </span>
      ) : null}
      <Kbd keys={item.keys} shortcut={item.shortcut} />
    </Command.Item>
  );
}

interface NothingProps {
  readonly query: FindQuery;
  readonly text: string;
  readonly found: readonly ClusterFound[];
}

function Nothing({ query, text, found }: NothingProps) {
  if (query.problem !== null) return <p className={styles.empty}>{query.problem}</p>;
  const waiting = found.some((one) => one.error === null && (one.waiting || !one.done));
  return <p className={styles.empty}>{waiting ? 'Searching.' : `Nothing here is called “${text.trim()}”.`}</p>;
}

const inMemoryOnly = (found: readonly ClusterFound[]): boolean =>
  found.some(({ kinds }) => kinds.some(({ reason }) => reason === 'Not in memory.'));

function Footer({
  found,
  names,
}: {
  readonly found: readonly ClusterFound[];
  readonly names: ReadonlyMap<string, string>;
}) {
  const active = useApp((state) => state.active);
  if (found.length > 0) {
    const notes = found.flatMap((one) => clusterNotes(names.get(one.clusterId) ?? one.clusterId, one));
    const loud = notes.filter(({ quiet }) => !quiet);
    return (
      <footer className={styles.footer}>
        {progressText(found)}
        {loud.length > 0
          ? ` · ${loud[0]?.text}`
          : inMemoryOnly(found)
            ? ' · what is not in memory: search all clusters'
            : ''}
      </footer>
    );
  }
  return (
    <footer className={styles.footer}>
      {active === null ? (
        'No cluster is open: clusters and commands are searched.'
      ) : (
        <>
          <code>po</code> a kind · <code>deploy/web</code> an object · <code>po -n kube-system -l app=dns</code> a list
          · <code>:pod @prod</code> in clusters so named
        </>
      )}
    </footer>
  );
}
