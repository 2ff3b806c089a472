import { type ReactNode, useState } from 'react';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import styles from './entries.module.css';
import { configMapEntries, type Entry, formatSize, secretKeys } from './entries.ts';
import { SecretEntry } from './secret-entry.tsx';

/** The keys of a ConfigMap or Secret as fields. */
export function EntriesTab({ clusterId, target, state }: PanelTabProps): ReactNode {
  const { object, text } = state;
  if (object === null || text === null) return null;
  if (target.kind === 'secrets') {
    const keys = secretKeys(object);
    if (keys.length === 0) return <EmptyState title="This Secret has no keys" />;
    return (
      <ul className={styles.entries} data-testid="entries">
        {keys.map((key) => (
          <SecretEntry
            key={key}
            clusterId={clusterId}
            namespace={target.namespace}
            name={target.name}
            entryKey={key}
            version={text.resourceVersion}
          />
        ))}
      </ul>
    );
  }
  const entries = configMapEntries(object);
  if (entries.length === 0) return <EmptyState title="This ConfigMap has no keys" />;
  return (
    <ul className={styles.entries} data-testid="entries">
      {entries.map((entry) => (
        <ConfigEntry key={entry.key} entry={entry} />
      ))}
    </ul>
  );
}

/** Characters drawn of a long value before one asks for all. */
const FIRST = 4_000;

function ConfigEntry({ entry }: { readonly entry: Entry }): ReactNode {
  const [whole, setWhole] = useState(false);
  const { key, text, size } = entry;
  const long = text !== null && text.length > FIRST;
  return (
    <li className={styles.entry} data-key={key}>
      <div className={styles.head}>
        <span className={styles.key}>{key}</span>
        <span className={styles.size}>{formatSize(size)}</span>
      </div>
      {text === null ? (
        <p className={styles.mask}>Bytes that are no text; the YAML has them as base64.</p>
      ) : (
        <CodeBlock label={`Value of ${key}`} copy={text}>
          {long && !whole ? `${text.slice(0, FIRST)}…` : text}
        </CodeBlock>
      )}
      {long ? (
        <Button variant="quiet" onClick={() => setWhole(!whole)}>
          {whole ? 'Show the beginning only' : `Show all ${formatSize(size)}`}
        </Button>
      ) : null}
    </li>
  );
}
