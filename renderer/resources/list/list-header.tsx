import { type ReactNode, type Ref, useCallback, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { useStored } from '../../data/hooks.ts';
import { useCounts } from '../../data/view-hooks.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { kindTitle, kindWords } from '../titles.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { countText } from './counts.ts';
import { CreateButton } from './create-button.tsx';
import { ExportMenu, exportItems } from './export-menu.tsx';
import { isOnlyFaulty, toggleFaulty } from './facet-terms.ts';
import { FacetsMenu } from './facets-menu.tsx';
import { FilterField, type FilterHandle } from './filter-field.tsx';
import { FiltersMenu, SavedChips } from './filters-menu.tsx';
import { GroupMenu } from './group-menu.tsx';
import styles from './list-header.module.css';
import menus from './menus.module.css';
import { NamespacesMenu } from './namespaces-menu.tsx';
import { checkFilters, type Filters, NO_FILTERS, remembered } from './prefs.ts';
import type { Exporter } from './use-export.ts';
import { useFacets } from './use-facets.ts';
import type { List } from './use-list.ts';

export interface ListHeaderProps {
  readonly list: List;
  readonly exporter: Exporter;
  readonly filter: Ref<FilterHandle>;
  readonly onFilter: (filter: string) => void;
  readonly onNamespaces: (namespaces: readonly string[] | null) => void;
  readonly onLeaveFilter: () => void;
  readonly selected: number;
}

/** Kind, exact numbers, namespaces, filter, groups, columns, export: one line over the table. */
export function ListHeader(props: ListHeaderProps): ReactNode {
  const { list } = props;
  const { clusterId, kind, info, prefs, setPrefs } = list;
  const facets = useFacets(list);
  const labelKeys = useCallback(async () => {
    const [labels] = await facets(['labels']);
    return (labels?.values ?? []).map(({ value }) => value);
  }, [facets]);
  const [filters, setFilters] = useStored(`filters.${kind}`, clusterId, NO_FILTERS, checkFilters);
  return (
    <>
      <header className={styles.header}>
        <h1 className={styles.title} title={kindTitle(kind, info)}>
          {kindTitle(kind, info)}
        </h1>
        <Count list={list} />
        {list.namespaced ? (
          <NamespacesMenu clusterId={clusterId} value={list.namespaces} onChange={props.onNamespaces} />
        ) : null}
        <Filtering {...props} facets={facets} filters={filters} setFilters={setFilters} />
        <span className={styles.spacer} />
        <span className={styles.wide}>
          <IconButton
            label="Only what needs attention"
            shortcut="list.faulty"
            icon="triangle-alert"
            bordered
            pressed={isOnlyFaulty(prefs.filter)}
            className={menus.faulty}
            onClick={() => props.onFilter(toggleFaulty(prefs.filter))}
            data-testid="faulty"
          />
        </span>
        <GroupMenu
          prefs={prefs}
          onChange={setPrefs}
          namespaced={list.namespaced}
          nodes={list.columns.some((column) => column.title === 'NODE')}
          facets={facets}
        />
        <ColumnsMenu
          columns={list.choice}
          prefs={prefs}
          onChange={setPrefs}
          usageProblem={list.usageProblem}
          labelKeys={labelKeys}
        />
        <span className={styles.wide}>
          <ExportMenu exporter={props.exporter} selected={props.selected} />
          <CreateButton clusterId={list.clusterId} />
        </span>
        <span className={styles.narrow}>
          <MoreMenu {...props} />
        </span>
      </header>
      <SavedChips filter={prefs.filter} filters={filters} onFilter={props.onFilter} />
    </>
  );
}

/** Where the line is too narrow for a button each. */
function MoreMenu({ list, exporter, selected, onFilter }: ListHeaderProps): ReactNode {
  const { commands } = useData();
  const { filter } = list.prefs;
  return (
    <Menu
      label="More for this list"
      align="end"
      trigger={
        <IconButton label="More for this list" icon="ellipsis" bordered tooltip={false} data-testid="list-more" />
      }
      items={[
        {
          type: 'item',
          id: 'faulty',
          label: 'Only what needs attention',
          icon: 'triangle-alert',
          shortcut: 'list.faulty',
          checked: isOnlyFaulty(filter),
          onSelect: () => onFilter(toggleFaulty(filter)),
        },
        {
          type: 'item',
          id: 'create',
          label: 'Create from YAML',
          icon: 'plus',
          shortcut: 'create.open',
          onSelect: () => void commands.run(list.clusterId, { name: 'create.open' }),
        },
        {
          type: 'submenu',
          id: 'export',
          label: 'Export',
          icon: 'download',
          items: exportItems({ exporter, selected }),
        },
      ]}
    />
  );
}

interface FilteringProps extends ListHeaderProps {
  readonly facets: ReturnType<typeof useFacets>;
  readonly filters: Filters;
  readonly setFilters: (filters: Filters) => void;
}

/** The field, the values to choose from, and the filters used before. A filter is remembered when one goes on to the rows. */
function Filtering(props: FilteringProps): ReactNode {
  const { list, facets, filters, setFilters, onFilter } = props;
  const { kind, info, state, prefs } = list;
  const [recalling, setRecalling] = useState(false);
  const leave = (): void => {
    setFilters(remembered(filters, prefs.filter));
    props.onLeaveFilter();
  };
  return (
    <FilterField
      // A field of its own per kind: what is typed for pods is not shown for nodes.
      key={kind}
      label={`Filter ${kindWords(kind, info)}`}
      value={prefs.filter}
      onChange={onFilter}
      problem={state.filterProblem}
      onLeave={leave}
      onRecall={() => setRecalling(true)}
      handle={props.filter}
      after={
        <>
          <FacetsMenu
            filter={prefs.filter}
            facets={facets}
            onFilter={(filter) => {
              setFilters(remembered(filters, filter));
              onFilter(filter);
            }}
          />
          <FiltersMenu
            open={recalling}
            onOpenChange={setRecalling}
            filter={prefs.filter}
            filters={filters}
            onFilter={onFilter}
            onFilters={setFilters}
          />
        </>
      }
    />
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
