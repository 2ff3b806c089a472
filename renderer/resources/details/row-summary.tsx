import type { ReactNode } from 'react';
import { formatCell } from '../../../shared/kinds/format.ts';
import { useNow } from '../../data/clock-hooks.ts';
import type { HeldRow } from '../../data/view-registry.ts';
import styles from './details.module.css';

/** The cells of a row as fields, under their titles: there with the click, before the object is read. */
export function RowSummary({ clusterId, held }: { readonly clusterId: string; readonly held: HeldRow }): ReactNode {
  const now = useNow(clusterId);
  const { row, columns } = held;
  return (
    <section className={styles.section} aria-label="As listed">
      <dl className={styles.items}>
        {columns.map((column, at) => {
          const text = formatCell(row.cells[at] ?? null, column.format, { now });
          if (text === '' || text === '<none>' || column.title === 'NAME') return null;
          return (
            <div key={column.id} className={styles.item}>
              <dt>{titleWords(column.title)}</dt>
              <dd>{text}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** `LAST SEEN` → `Last seen`; short ones (`IP`, `CPU`) stay. */
const titleWords = (title: string): string =>
  title.length <= 3 && title !== 'AGE' ? title : title.charAt(0) + title.slice(1).toLowerCase();
