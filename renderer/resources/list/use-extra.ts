import { useCallback, useMemo, useState } from 'react';
import type { Catalog } from '../../../shared/contract/catalog.ts';
import { columnsOf } from '../../../shared/kinds/columns.ts';
import type { ExtraColumn } from '../../../shared/kinds/extra.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import { useCatalog } from '../../data/view-hooks.ts';
import { columnsOfList } from './columns-model.ts';
import { DEFAULT_PREFS, type ListPrefs } from './prefs.ts';

export interface UsageOffer {
  readonly offered: boolean;
  /** Why not; null for kinds that are not measured. */
  readonly problem: string | null;
  /** The engine was refused them: not asked for again while this list is on screen. */
  readonly refused: (reason: string) => void;
}

const MEASURED: ReadonlySet<string> = new Set(['pods', 'nodes']);

/** Why the cluster's catalogue says that nothing is measured; null when something is, or when it is not known yet. */
export function withoutMetrics(catalog: Catalog | null, kind: string): string | null {
  if (catalog === null || catalog.source !== 'discovery') return null;
  if (catalog.kinds.some((info) => info.id === `${kind}.metrics.k8s.io`)) return null;
  const failed = catalog.failedGroups.find(({ group }) => group === 'metrics.k8s.io');
  return failed === undefined
    ? 'This cluster serves no metrics API (metrics-server is not installed)'
    : `The metrics API does not answer: ${failed.reason}`;
}

/** Can CPU and MEMORY be shown for this kind in this cluster? */
export function useUsageOffer(clusterId: string, kind: string): UsageOffer {
  const catalog = useCatalog(clusterId);
  const key = `${clusterId}\n${kind}`;
  const [held, setHeld] = useState<{ readonly key: string; readonly reason: string } | null>(null);
  const refused = useCallback((reason: string) => setHeld({ key, reason }), [key]);
  const measured = MEASURED.has(kind);
  const problem = measured ? (withoutMetrics(catalog, kind) ?? (held?.key === key ? held.reason : null)) : null;
  return { offered: measured && problem === null, problem, refused };
}

const NONE: readonly ExtraColumn[] = [];

/** The extra columns that are on screen: only these are asked for, so that those nobody looks at cost nothing. */
export function useExtra(kind: string, prefs: ListPrefs, usage: boolean): readonly ExtraColumn[] {
  const { columns, user } = prefs;
  return useMemo(() => {
    const declared = kindById(kind);
    const base = declared === undefined ? [] : columnsOf(declared);
    // The order does not matter to the engine: changing it asks nothing.
    const shown = columnsOfList({ base, namespace: false, usage, prefs: { ...DEFAULT_PREFS, columns, user } });
    const extra = shown.flatMap((column) => (column.extra !== null && column.shown ? [column.extra] : []));
    return extra.length === 0 ? NONE : extra;
  }, [kind, usage, columns, user]);
}
