import type { ReactNode } from 'react';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Age } from '../time.tsx';
import type { EventLine } from './event-line.ts';
import styles from './event-list.module.css';

export interface EventListProps {
  readonly clusterId: string;
  readonly lines: readonly EventLine[];
  /** Also say what each is about. */
  readonly objects?: boolean;
}

export function EventList({ clusterId, lines, objects = false }: EventListProps): ReactNode {
  return (
    <ul className={styles.events}>
      {lines.map((line) => (
        <li key={line.uid}>
          <span className={styles.age}>
            {line.lastSeen === null ? '' : <Age clusterId={clusterId} at={line.lastSeen} />}
          </span>
          <StateGlyph state={line.warning ? 'warn' : 'ok'} label={line.warning ? 'Warning' : 'Normal'} />
          <div className={styles.text}>
            {objects ? <p className={styles.object}>{line.object}</p> : null}
            <p>
              <span className={styles.reason}>{line.reason}</span>
              {`: ${line.message}`}
              {line.count > 1 ? <span className={styles.count}>{` (${line.count} times)`}</span> : null}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
