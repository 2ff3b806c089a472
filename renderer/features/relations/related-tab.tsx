import { type ReactNode, useState } from 'react';
import type { NotSearched, RelatedObject, Relations } from '../../../shared/contract/relations.ts';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { kindName } from '../../resources/titles.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { OwnershipTree } from './ownership-tree.tsx';
import { RelatedLine } from './related-line.tsx';
import styles from './relations.module.css';

/** While it is shown, it is asked again this often: relations are many lists, so not with every change. */
const AGAIN_MS = 60_000;

/** Owners and owned, who uses it, what it uses: gathered when the tab is opened. */
export function RelatedTab({ clusterId, target, info, state }: PanelTabProps): ReactNode {
  const [everyKind, setEveryKind] = useState(false);
  const { kind, namespace, name } = target;
  const uid = state.text?.uid ?? '';
  const asked = useAsk(
    'relations.get',
    uid === '' || state.status === 'gone' ? null : { clusterId, kind, namespace, name, everyKind },
    { version: uid, everyMs: AGAIN_MS },
  );
  const { value, error } = asked;
  if (value === null && error !== null) {
    return (
      <ErrorPanel
        title="What belongs to it cannot be found out"
        message={error.message}
        detail={error.detail}
        onRetry={asked.again}
      />
    );
  }
  if (value === null) return <Gathering gone={state.status === 'gone'} />;
  return (
    <div data-testid="related" aria-busy={asked.asking}>
      <FoldSection id="ownership" title="Owners and owned">
        <OwnershipTree
          clusterId={clusterId}
          namespace={namespace}
          relations={value}
          self={{ kindName: kindName(kind, info), name }}
        />
        {value.ownedKindsOnly && !everyKind ? (
          <p className={styles.more}>
            Searched: the kinds that it is known to own.{' '}
            <Button variant="quiet" disabled={asked.asking} onClick={() => setEveryKind(true)}>
              Search every kind
            </Button>
          </p>
        ) : null}
      </FoldSection>
      <Groups clusterId={clusterId} namespace={namespace} relations={value} />
      <Unsearched notes={[...value.partial, ...value.notSearched]} />
    </div>
  );
}

interface GroupsProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly relations: Relations;
}

function Groups({ relations, ...place }: GroupsProps): ReactNode {
  const { uses, usedBy, selectedBy, selects } = relations;
  return (
    <>
      <Group {...place} id="used-by" title="Used by" objects={usedBy} />
      <Group {...place} id="selected-by" title="Selected by" objects={selectedBy} />
      {selects === null ? null : (
        <Group
          {...place}
          id="selects"
          title={`Selects ${selects.words}`}
          objects={selects.pods}
          none="No pod matches this selector."
        />
      )}
      <Group {...place} id="uses" title="Uses" objects={uses} />
    </>
  );
}

interface GroupProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly id: string;
  readonly title: string;
  readonly objects: readonly RelatedObject[];
  /** Said where there are none; without it such a group is left out. */
  readonly none?: string;
}

/** A Service account of a big cluster is used by thousands. */
const FIRST = 50;

function Group({ clusterId, namespace, id, title, objects, none }: GroupProps): ReactNode {
  const [whole, setWhole] = useState(false);
  if (objects.length === 0 && none === undefined) return null;
  const shown = whole ? objects : objects.slice(0, FIRST);
  return (
    <FoldSection id={`related.${id}`} title={title} count={objects.length}>
      {objects.length === 0 ? <p className={styles.muted}>{none}</p> : null}
      <ul className={styles.lines} data-testid={id}>
        {shown.map((object) => (
          <RelatedLine
            key={`${object.kind} ${object.namespace} ${object.name}`}
            clusterId={clusterId}
            namespace={namespace}
            object={object}
          />
        ))}
      </ul>
      {shown.length < objects.length ? (
        <Button variant="quiet" onClick={() => setWhole(true)}>
          {`Show all ${objects.length}`}
        </Button>
      ) : null}
    </FoldSection>
  );
}

/** What could not be looked through: named, and in nobody's way. */
export function Unsearched({ notes }: { readonly notes: readonly NotSearched[] }): ReactNode {
  if (notes.length === 0) return null;
  return (
    <section className={styles.notes} aria-label="Not searched" data-testid="not-searched">
      <h3 className={styles.notesTitle}>Not searched</h3>
      <ul>
        {notes.map(({ words, code }) => (
          <li key={words} className={styles.note}>
            <Icon name={code === 'forbidden' ? 'lock' : 'info'} size={12} />
            {words}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Gathering({ gone }: { readonly gone: boolean }): ReactNode {
  if (gone) return <EmptyState title="It does not exist any more" />;
  return (
    <div className={styles.waiting} aria-busy="true">
      {[48, 72, 64, 56].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
