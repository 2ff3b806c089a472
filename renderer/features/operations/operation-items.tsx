import { type ReactNode, useEffect, useState } from 'react';
import { where } from '../../../shared/actions/words.ts';
import type { ItemState, Operation, OperationItem } from '../../../shared/contract/operations.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { useHandle } from '../../data/hooks.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import styles from './operations.module.css';

const roles: Readonly<Record<ItemState, StateRole>> = {
  waiting: 'off',
  running: 'progress',
  done: 'ok',
  failed: 'bad',
  cancelled: 'warn',
};
const order: readonly ItemState[] = ['failed', 'cancelled', 'running', 'waiting', 'done'];
/** Drawn at once; those that failed come first. */
const most = 500;

/** Every object of an operation and what became of it, read again as it goes on. */
export function OperationItems({ operation }: { readonly operation: Operation }): ReactNode {
  const { id, clusterId, done, failed, cancelled, attempt } = operation;
  const { api } = useData();
  const [items, setItems] = useState<readonly OperationItem[]>([]);
  const version = `${attempt} ${done} ${failed} ${cancelled}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that there is news
  useEffect(() => {
    let current = true;
    void api.ask('operations.get', { clusterId, id }).then((reply) => {
      if (current && reply.ok) setItems(reply.value.items);
    });
    return () => {
      current = false;
    };
  }, [api, clusterId, id, version]);
  const sorted = items.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).slice(0, most);
  return (
    <div className={styles.items}>
      <ul>
        {sorted.map((item) => (
          <Item key={`${item.kind} ${where(item)}`} clusterId={clusterId} item={item} />
        ))}
      </ul>
      {items.length > most ? (
        <p className={styles.muted}>and {(items.length - most).toLocaleString('en-US')} more</p>
      ) : null}
    </div>
  );
}

function Item({ clusterId, item }: { readonly clusterId: string; readonly item: OperationItem }): ReactNode {
  const handle = useHandle(clusterId);
  const { kind, namespace, name, uid, state, deed, error } = item;
  const made = deed?.made;
  return (
    <li>
      <StateGlyph state={roles[state]} label={state} />
      <button type="button" className={styles.link} onClick={() => handle?.openObject(kind, namespace, name, uid)}>
        {where(item)}
      </button>
      <span className={error === null ? styles.muted : styles.bad}>{error?.message ?? deed?.said ?? ''}</span>
      {made === undefined ? null : (
        <button
          type="button"
          className={styles.link}
          onClick={() => handle?.openObject(made.kind, made.namespace, made.name)}
        >
          Show {made.name}
        </button>
      )}
    </li>
  );
}
