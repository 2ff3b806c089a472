import type { ReactNode } from 'react';
import { resolveKind } from '../../../shared/kinds/index.ts';
import { useCatalog } from '../../data/view-hooks.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { ObjectRefLink } from '../object-link.tsx';
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
            {objects ? (
              <p className={styles.object}>
                <EventObject clusterId={clusterId} line={line} />
              </p>
            ) : null}
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

/** `pod/web-0` as a link, where the cluster serves such a kind. */
function EventObject({ clusterId, line }: { readonly clusterId: string; readonly line: EventLine }): ReactNode {
  const kinds = useCatalog(clusterId)?.kinds ?? [];
  const slash = line.object.indexOf('/');
  const info = slash < 0 ? undefined : resolveKind(kinds, line.object.slice(0, slash));
  if (info === undefined) return line.object;
  const name = line.object.slice(slash + 1);
  const namespace = info.namespaced ? line.namespace : '';
  return (
    <ObjectRefLink clusterId={clusterId} to={{ kind: info.id, namespace, name }} title={`${info.kind} ${name}`}>
      {line.object}
    </ObjectRefLink>
  );
}
