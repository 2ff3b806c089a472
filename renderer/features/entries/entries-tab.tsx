import { type ReactNode, useState } from 'react';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { AddEntry } from './add-entry.tsx';
import styles from './entries.module.css';
import { EntryCard } from './entry-card.tsx';
import { type EntriesKind, useEntryEdit } from './use-entry-edit.ts';

/** The keys of a ConfigMap or Secret as fields: read, copied and changed one by one. */
export function EntriesTab(props: PanelTabProps): ReactNode {
  const { clusterId, target, state } = props;
  const kind: EntriesKind = target.kind === 'secrets' ? 'secrets' : 'configmaps';
  const { namespace, name } = target;
  const version = state.text?.resourceVersion ?? '';
  const asked = useAsk('entries.get', version === '' ? null : { clusterId, kind, namespace, name }, { version });
  const [adding, setAdding] = useState(false);
  const edit = useEntryEdit(props, kind, asked.value?.immutable ?? false, asked.again);
  const { value, error } = asked;
  if (value === null && error !== null)
    return <ErrorPanel title="The keys cannot be read" message={error.message} onRetry={asked.again} />;
  if (value === null) {
    return (
      <div className={styles.entries} aria-busy="true">
        {[40, 64, 52].map((width) => (
          <Skeleton key={width} width={`${width}%`} />
        ))}
      </div>
    );
  }
  const keys = value.entries.map(({ key }) => key);
  const add = (
    <Button
      icon="plus"
      disabled={edit.refused !== null || adding}
      title={edit.refused ?? undefined}
      onClick={() => setAdding(true)}
    >
      Add key
    </Button>
  );
  return (
    <div>
      {value.immutable ? (
        <Banner state="off" testId="immutable">
          Immutable: its keys cannot be changed; delete it and make it anew.
        </Banner>
      ) : null}
      <div className={styles.bar}>
        <span className={styles.size}>
          {value.type === '' ? '' : `${value.type} · `}
          {keys.length === 1 ? '1 key' : `${keys.length} keys`}
        </span>
        {add}
      </div>
      {adding ? (
        <AddEntry keys={keys} edit={edit} version={value.resourceVersion} onDone={() => setAdding(false)} />
      ) : null}
      {keys.length === 0 && !adding ? <EmptyState title={`${name} has no keys`} /> : null}
      <ul className={styles.entries} data-testid="entries">
        {value.entries.map((entry) => (
          <EntryCard
            key={entry.key}
            clusterId={clusterId}
            kind={kind}
            namespace={namespace}
            name={name}
            entry={entry}
            object={state.object}
            version={value.resourceVersion}
            keys={keys}
            edit={edit}
          />
        ))}
      </ul>
    </div>
  );
}
