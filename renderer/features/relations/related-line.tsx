import type { ReactNode } from 'react';
import type { RelatedObject } from '../../../shared/contract/relations.ts';
import { useKindInfo } from '../../data/view-hooks.ts';
import { ObjectRefLink } from '../../resources/object-link.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import styles from './relations.module.css';

export interface RelatedLineProps {
  readonly clusterId: string;
  readonly object: RelatedObject;
  /** Of the object whose panel this is: another namespace is said. */
  readonly namespace: string;
}

/** The name of a related object as a link, where its kind can be opened. */
export function RelatedName({ clusterId, object, namespace }: RelatedLineProps): ReactNode {
  const info = useKindInfo(clusterId, object.kind);
  const elsewhere = object.namespace !== '' && object.namespace !== namespace ? `${object.namespace}/` : '';
  return (
    <>
      {elsewhere === '' ? null : <span className={styles.muted}>{elsewhere}</span>}
      {info === null ? (
        object.name
      ) : (
        <ObjectRefLink
          clusterId={clusterId}
          to={{ kind: object.kind, namespace: object.namespace, name: object.name }}
          title={`${object.kindName} ${object.name}`}
        >
          {object.name}
        </ObjectRefLink>
      )}
    </>
  );
}

/** Glyph, kind, name, in what way, and how it is. */
export function RelatedLine(props: RelatedLineProps): ReactNode {
  const { object } = props;
  return (
    <li className={styles.line}>
      <span className={styles.glyph}>
        {object.state === 'off' && object.status === '' ? null : <StateGlyph state={object.state} />}
      </span>
      <span className={styles.kind}>{object.kindName}</span>
      <span className={styles.what}>
        <RelatedName {...props} />
        {object.how.map((how) => (
          <span key={how} className={styles.how}>
            {how}
          </span>
        ))}
      </span>
      <span className={styles.status} data-state={object.state}>
        {object.status}
      </span>
    </li>
  );
}
