import { useEffect, useMemo, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { measuredNamespaceWidth, measuredWidth } from './layout.ts';
import type { List } from './use-list.ts';

/** Widths from the first rows, measured once and then kept: a column never changes its width by itself. */
export function useWidths(list: List): Readonly<Record<string, number>> {
  const { clock } = useData();
  const { rows, columns } = list.state;
  const [measured, setMeasured] = useState<Readonly<Record<string, number>>>({});
  const missing =
    rows.length > 0 &&
    columns.some(
      ({ id, title }) => title !== 'NAME' && measured[id] === undefined && list.prefs.widths[id] === undefined,
    );
  useEffect(() => {
    if (!missing) return;
    const now = clock.now();
    const widths = columns
      .map((column, at) => [column, at] as const)
      .filter(([column]) => column.title !== 'NAME')
      .map(([column, at]) => [column.id, measuredWidth(column, at, rows, now)] as const);
    setMeasured((was) => ({
      ...Object.fromEntries(widths),
      namespace: measuredNamespaceWidth(rows),
      ...was,
    }));
  }, [missing, columns, rows, clock]);
  return useMemo(() => ({ ...measured, ...list.prefs.widths }), [measured, list.prefs.widths]);
}
