import type { ReactNode, Ref } from 'react';
import { useCounts } from '../../data/view-hooks.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { kindTitle, kindWords } from '../titles.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { countText } from './counts.ts';
import { FilterField, type FilterHandle } from './filter-field.tsx';
import styles from './list-header.module.css';
import { NamespacesMenu } from './namespaces-menu.tsx';
import type { Exporter } from './use-export.ts';
import type { List } from './use-list.ts';

export interface ListHeaderProps {
  readonly list: List;
  readonly exporter: Exporter;
  readonly filter: Ref<FilterHandle>;
  readonly onFilter: (filter: string) => void;
  readonly onNamespaces: (namespaces: readonly string[] | null) => void;
  readonly onLeaveFilter: () => void;
}

/** Kind, exact numbers, namespaces, filter, columns, export: one line over the table. */
export function ListHeader(props: ListHeaderProps): ReactNode {
  const { list, exporter } = props;
  const { clusterId, kind, info, state } = list;
  const words = kindWords(kind, info);
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>{kindTitle(kind, info)}</h1>
      <Count list={list} />
      {list.namespaced ? (
        <NamespacesMenu clusterId={clusterId} value={list.namespaces} onChange={props.onNamespaces} />
      ) : null}
      <FilterField
        // A field of its own per kind: what is typed for pods is not shown for nodes.
        key={kind}
        label={`Filter ${words}`}
        value={list.prefs.filter}
        onChange={props.onFilter}
        problem={state.filterProblem}
        onLeave={props.onLeaveFilter}
        handle={props.filter}
      />
      <ColumnsMenu columns={list.columns} prefs={list.prefs} onChange={list.setPrefs} />
      <Menu
        label="Export"
        align="end"
        trigger={<IconButton label="Export" icon="download" bordered tooltip={false} data-testid="export" />}
        items={[
          { type: 'label', label: 'These rows and columns, as a file' },
          { type: 'item', id: 'csv', label: 'CSV', onSelect: () => void exporter.save('csv') },
          { type: 'item', id: 'json', label: 'JSON', onSelect: () => void exporter.save('json') },
          { type: 'item', id: 'md', label: 'Markdown', onSelect: () => void exporter.save('md') },
        ]}
      />
    </header>
  );
}

function Count({ list }: { readonly list: List }): ReactNode {
  const { state, kind, prefs, namespaces } = list;
  const everywhere = useCounts(list.clusterId).get(kind)?.count ?? null;
  const known = state.kind !== null && (state.freshness.state !== 'denied' || state.rows.length > 0);
  const waiting = state.freshness.state === 'connecting' && state.rows.length === 0 && !(state.loading?.loaded ?? 0);
  if (!known || waiting) return <span className={styles.count} />;
  const text = countText({
    total: state.total,
    unfiltered: state.unfiltered,
    loading: state.loading,
    filtered: prefs.filter.trim() !== '',
    everywhere,
    some: list.namespaced && namespaces !== null,
  });
  return (
    <span className={styles.count} data-testid="count">
      {text}
    </span>
  );
}
