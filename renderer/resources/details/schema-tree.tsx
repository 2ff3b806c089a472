import { type ReactNode, useState } from 'react';
import type { SchemaNode } from '../../../shared/details/schema.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './schema-tree.module.css';

/** Fields of a custom resource; what is below one is drawn when it is unfolded. */
export function SchemaTree({ nodes }: { readonly nodes: readonly SchemaNode[] }): ReactNode {
  return (
    <ul className={styles.tree}>
      {nodes.map((node) => (
        <Field key={node.name} node={node} />
      ))}
    </ul>
  );
}

function Field({ node }: { readonly node: SchemaNode }): ReactNode {
  const [open, setOpen] = useState(false);
  const { name, type, required, help, children } = node;
  const words = (
    <>
      <span className={styles.name}>{name}</span>
      {required ? <span className={styles.required}>required</span> : null}
      <span className={styles.type}>{type}</span>
    </>
  );
  return (
    <li>
      {children.length === 0 ? (
        <p className={styles.line}>
          <span className={styles.chevron} />
          {words}
        </p>
      ) : (
        <button type="button" className={styles.line} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={12} className={styles.chevron} />
          {words}
        </button>
      )}
      {help === '' ? null : <p className={styles.help}>{help}</p>}
      {open ? <SchemaTree nodes={children} /> : null}
    </li>
  );
}
