import type { ReactNode } from 'react';
import type { OwnedObject, RelatedObject, Relations } from '../../../shared/contract/relations.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { RelatedName } from './related-line.tsx';
import styles from './relations.module.css';

export interface OwnershipProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly relations: Pick<Relations, 'owners' | 'owned'>;
  readonly self: { readonly kindName: string; readonly name: string };
}

interface Line {
  readonly object: RelatedObject | null;
  readonly depth: number;
  readonly key: string;
}

/** The chain of controllers, this object, and what it owns below it; further owners stand above, at the same depth. */
function linesOf({ owners, owned }: OwnershipProps['relations']): readonly Line[] {
  // Owners come from the top down; those that only own (no controller) follow, and are no step of the chain.
  const chain = owners.filter((owner, at) => at === 0 || !owner.how.includes('owns it'));
  const others = owners.filter((owner) => !chain.includes(owner));
  const lines: Line[] = [
    ...others.map((object) => ({ object, depth: 0, key: `o ${object.uid ?? object.name}` })),
    ...chain.map((object, depth) => ({ object, depth, key: `c ${object.uid ?? object.name}` })),
    { object: null, depth: chain.length, key: 'self' },
  ];
  const below = (objects: readonly OwnedObject[], depth: number): void => {
    for (const object of objects) {
      lines.push({ object, depth, key: `d ${object.uid ?? object.name}` });
      below(object.owned, depth + 1);
    }
  };
  below(owned, chain.length + 1);
  return lines;
}

export function OwnershipTree({ clusterId, namespace, relations, self }: OwnershipProps): ReactNode {
  return (
    <ul className={styles.tree} aria-label="Owners and owned" data-testid="ownership">
      {linesOf(relations).map(({ object, depth, key }) => (
        <li
          key={key}
          className={styles.node}
          style={{ paddingLeft: `calc(${depth} * var(--sp-4))` }}
          data-depth={depth}
        >
          {depth === 0 ? null : <span className={styles.elbow} aria-hidden="true" />}
          <span className={styles.glyph}>
            {object === null || (object.state === 'off' && object.status === '') ? null : (
              <StateGlyph state={object.state} />
            )}
          </span>
          <span className={styles.muted}>{object?.kindName ?? self.kindName}</span>
          <span className={styles.nodeName}>
            {object === null ? (
              <strong aria-current="true">{self.name}</strong>
            ) : (
              <RelatedName clusterId={clusterId} object={object} namespace={namespace} />
            )}
          </span>
          <span className={styles.status} data-state={object?.state}>
            {object?.status}
          </span>
        </li>
      ))}
    </ul>
  );
}
