import type { ReactNode } from 'react';
import { formatCell, usageText } from '../../../shared/kinds/format.ts';
import type { Cell, ColumnInfo } from '../../../shared/kinds/spec.ts';
import { UsageBar } from '../../ui/meter.tsx';
import styles from './cells.module.css';

interface Usage {
  readonly used: number | null;
  readonly request: number | null;
  readonly limit: number | null;
}

const numberAt = (cell: Cell, at: number): number | null => {
  const item = Array.isArray(cell) ? cell[at] : null;
  return typeof item === 'number' ? item : null;
};
const usageOf = (cell: Cell): Usage => ({
  used: numberAt(cell, 0),
  request: numberAt(cell, 1),
  limit: numberAt(cell, 2),
});

/** From here on a limit is near: throttled or killed soon. */
const NEAR = 0.9;
const HIGH = 0.75;

/** The whole bar is the limit; without one the request stands at two thirds. Colour says how near the limit is, nothing else. */
export function barOf({ used, request, limit }: Usage): {
  readonly max: number;
  readonly mark: number | null;
  readonly tone: 'neutral' | 'warn' | 'bad';
} | null {
  if (used === null) return null;
  if (limit !== null && limit > 0) {
    const share = used / limit;
    return { max: limit, mark: request, tone: share >= NEAR ? 'bad' : share >= HIGH ? 'warn' : 'neutral' };
  }
  if (request === null || request <= 0) return null;
  return { max: Math.max(request * 1.5, used), mark: request, tone: 'neutral' };
}

/** `120m of 500m, request 100m`. */
export function usageWords(cell: Cell, column: ColumnInfo): string {
  const format = column.format === 'cpu' ? 'cpu' : 'memory';
  const { used, request, limit } = usageOf(cell);
  const parts = [
    used === null ? 'Not measured' : `${usageText(used, format)} used`,
    ...(request === null ? [] : [`request ${usageText(request, format)}`]),
    ...(limit === null ? [] : [`${request === null ? 'of' : 'limit'} ${usageText(limit, format)}`]),
  ];
  return parts.join(', ');
}

/** A number with a bar against request and limit. */
export function UsageCell({ cell, column }: { readonly cell: Cell; readonly column: ColumnInfo }): ReactNode {
  const text = formatCell(cell, column.format, { now: 0 });
  const bar = barOf(usageOf(cell));
  return (
    <span className={styles.usage}>
      <span className={text === '' ? styles.none : undefined}>{text === '' ? '–' : text}</span>
      <span className={styles.barPlace}>
        {bar === null ? null : (
          <UsageBar
            value={usageOf(cell).used ?? 0}
            max={bar.max}
            tone={bar.tone}
            {...(bar.mark === null ? {} : { mark: bar.mark })}
          />
        )}
      </span>
    </span>
  );
}
