import { Dialog as Base } from '@base-ui/react/dialog';
import { Command } from 'cmdk';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useNamespaces } from '../../data/view-hooks.ts';
import { Icon } from '../../ui/icon.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { useReturnFocus } from '../../ui/return-focus.ts';
import { type CommandContext, shellCommands } from '../commands.ts';
import { openContext } from '../open-context.ts';
import { keysOf } from '../shortcuts/keys-of.ts';
import { type Shortcut, shortcuts } from '../shortcuts/registry.ts';
import type { Page } from '../types.ts';
import { useShell } from '../ui-store.ts';
import { type PaletteQuery, parseQuery } from './grammar.ts';
import { clusterItems, kindItems, namespaceItems, type PaletteItem } from './items.ts';
import styles from './palette.module.css';
import { type Ranked, rank } from './rank.ts';

interface PaletteProps {
  readonly context: CommandContext;
  readonly pages: readonly Page[];
}

/** Everything by name: clusters, kinds, namespaces, commands. */
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
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
}

function PaletteBody({ context, pages, start, input, onDone }: BodyProps) {
  const [text, setText] = useState(start);
  const query = useMemo(() => parseQuery(text), [text]);
  const active = useApp((state) => state.active);
  const groups = useGroups(context, pages, query);
  const choose = (item: PaletteItem) => {
    onDone();
    act(context, item);
  };
  const nothing = groups.every(({ items }) => items.length === 0);
  return (
    <Command shouldFilter={false} label="Search or run a command" className={styles.command} loop>
      <div className={styles.field}>
        <Icon name="search" />
        <Command.Input
          ref={input}
          // At once, not after the popup's first frame: what is typed right after the key belongs here.
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Cluster, kind, namespace or command"
          className={styles.input}
          data-testid="palette-input"
        />
      </div>
      <Command.List className={styles.list} label="Results">
        {groups.map(({ title, items }) =>
          items.length === 0 ? null : (
            <Command.Group key={title} heading={title} className={styles.group}>
              {items.map(({ item, marks }) => (
                <Command.Item
                  key={item.id}
                  value={item.id}
                  disabled={item.disabled === true}
                  onSelect={() => choose(item)}
                  className={styles.item}
                  data-item={item.id}
                >
                  <Icon name={item.icon} />
                  <span className={styles.label}>{marked(item.label, marks)}</span>
                  <span className={styles.detail}>{item.detail}</span>
                  <span className={styles.hint}>{item.hint}</span>
                  {item.checked ? <Icon name="check" size={14} className={styles.check} /> : null}
                  {item.keys === undefined ? null : <Kbd keys={item.keys} />}
                </Command.Item>
              ))}
            </Command.Group>
          ),
        )}
        {nothing ? (
          <p className={styles.empty}>Nothing is called {query.words === '' ? 'so' : `“${query.words}”`}.</p>
        ) : null}
      </Command.List>
      <footer className={styles.footer}>
        {active === null ? (
          'No cluster is open: clusters and commands are searched.'
        ) : (
          <>
            <code>po</code> a kind by kubectl’s short name · <code>:pod @prod</code> in clusters so named
          </>
        )}
      </footer>
    </Command>
  );
}

interface Group {
  readonly title: string;
  readonly items: readonly Ranked<PaletteItem>[];
}

const MOST = 8;
const best = (items: readonly PaletteItem[], query: PaletteQuery, most = MOST): Group['items'] =>
  rank(items, query.words).slice(0, most);

function useGroups(context: CommandContext, pages: readonly Page[], query: PaletteQuery): readonly Group[] {
  const { clusters } = useData();
  const contexts = useApp((state) => state.contexts?.contexts) ?? [];
  const open = useApp((state) => state.open);
  const active = useApp((state) => state.active);
  const settings = useApp((state) => state.settings);
  const home = useApp((state) => state.info?.home ?? '');
  const namespaces = useNamespaces(active ?? '');
  const known = clusters.all().map(({ clusterId, store }) => ({
    clusterId,
    name: displayName(clusterId, settings),
    catalog: store.getState().catalog,
  }));
  const closed = contexts.filter(({ clusterId }) => !open.includes(clusterId));
  const kinds = kindItems(known, closed, declaredKinds, active, query);
  const short = query.words === '' && query.cluster === null && !query.kindsOnly;
  const groups: readonly Group[] = [
    { title: 'Clusters', items: best(clusterItems(contexts, open, home, query), query, short ? 6 : MOST) },
    { title: 'Kinds', items: short ? [] : best(kinds, query, query.kindsOnly ? 40 : MOST) },
    { title: 'Pages', items: query.kindsOnly || active === null ? [] : best(pageItems(pages, active), query) },
    {
      title: 'Namespaces',
      items: best(namespaceItems(active, namespaces.names, namespaces.state === 'known', query), query),
    },
    {
      title: 'Commands',
      items: query.kindsOnly || query.cluster !== null ? [] : best(commandItems(context), query, short ? 30 : MOST),
    },
  ];
  return isAlias(kinds, query)
    ? [...groups].sort((a, b) => Number(b.title === 'Kinds') - Number(a.title === 'Kinds'))
    : groups;
}

/** `po` and `deploy` mean a kind, whatever else begins so. */
const isAlias = (kinds: readonly PaletteItem[], { words }: PaletteQuery): boolean =>
  words !== '' && kinds.some((kind) => kind.aliases?.includes(words.toLowerCase()));

const pageItems = (pages: readonly Page[], clusterId: string): readonly PaletteItem[] =>
  pages.map((page) => ({
    id: `page ${page.id}`,
    label: page.title,
    icon: page.icon,
    does: { type: 'page', clusterId, page: page.id },
  }));

function commandItems(context: CommandContext): readonly PaletteItem[] {
  return shellCommands.flatMap((command) => {
    if (command.title === undefined || command.enabled?.(context) === false) return [];
    const shortcut = (shortcuts as readonly Shortcut[]).find(({ id }) => id === command.id);
    const keys = shortcut === undefined ? undefined : keysOf(shortcut, context.host)[0];
    return [
      {
        id: `command ${command.id}`,
        label: command.title,
        icon: command.icon ?? 'zap',
        ...(keys === undefined ? {} : { keys }),
        does: { type: 'command', id: command.id },
      } satisfies PaletteItem,
    ];
  });
}

/** Does what was chosen, once the palette is gone. */
function act(context: CommandContext, { does }: PaletteItem): void {
  const { data, shell } = context;
  switch (does.type) {
    case 'cluster':
      return void openContext(data, shell, does.clusterId);
    case 'kind':
      return void openContext(data, shell, does.clusterId).then(() => {
        data.clusters.get(does.clusterId)?.go({ type: 'kind', kind: does.kind });
        queueMicrotask(() => data.commands.run(does.clusterId, { name: 'list.focus' }));
      });
    case 'page':
      data.clusters.get(does.clusterId)?.go({ type: 'page', id: does.page });
      return;
    case 'namespaces':
      return void data.commands.run(does.clusterId, { name: 'namespaces.set', namespaces: does.namespaces });
    case 'command':
      shellCommands.find(({ id }) => id === does.id)?.run(context);
      return;
  }
}

function marked(label: string, marks: readonly (readonly [number, number])[]): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(label.slice(at, start), <mark key={start}>{label.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(label.slice(at));
  return parts;
}
