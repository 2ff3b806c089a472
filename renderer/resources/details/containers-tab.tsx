import { type ReactNode, useState } from 'react';
import type { ContainerDetails, Item } from '../../../shared/details/model.ts';
import type { ObjectRef } from '../../data/live-object.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './containers.module.css';
import { Environment } from './environment.tsx';
import { ItemsView } from './items.tsx';
import { ValueView } from './value.tsx';

const TYPE_WORDS: Readonly<Record<ContainerDetails['type'], string>> = {
  init: 'init',
  sidecar: 'sidecar',
  container: '',
  ephemeral: 'debug',
};

export interface ContainersProps {
  readonly clusterId: string;
  readonly containers: readonly ContainerDetails[];
}

/** A container of a template has no state to show. */
function ContainerMark({ container }: { readonly container: ContainerDetails }): ReactNode {
  if (container.restarts === null) return <Icon name="box" size={12} className={styles.muted} />;
  return <StateGlyph state={container.role} />;
}

const restartText = (restarts: number): string => (restarts === 1 ? '1 restart' : `${restarts} restarts`);

/** One line per container: what the summary says of them. */
export function ContainerLines({ clusterId, containers }: ContainersProps): ReactNode {
  return (
    <ul className={styles.lines}>
      {containers.map((container) => (
        <li key={`${container.type} ${container.name}`}>
          <ContainerMark container={container} />
          <div className={styles.lineText}>
            <p>
              <span className={styles.name}>{container.name}</span>
              <span className={styles.muted}>{` ${TYPE_WORDS[container.type]}`}</span>
              <span className={styles.image}>{` ${container.image}`}</span>
            </p>
            <p className={styles.state} data-state={container.role}>
              <ValueView clusterId={clusterId} value={container.state} />
            </p>
          </div>
          {container.restarts === null ? null : <span className={styles.muted}>{restartText(container.restarts)}</span>}
        </li>
      ))}
    </ul>
  );
}

export interface ContainersTabProps extends ContainersProps {
  readonly target: ObjectRef;
}

/** Every container with all that `describe` says; those that are fine begin folded when there are many. */
export function ContainersTab({ clusterId, containers, target }: ContainersTabProps): ReactNode {
  return (
    <div className={styles.tab}>
      {containers.map((container) => (
        <Container
          key={`${container.type} ${container.name}`}
          clusterId={clusterId}
          container={container}
          target={target}
          startsOpen={containers.length <= 3 || container.role === 'bad'}
        />
      ))}
    </div>
  );
}

interface ContainerProps {
  readonly clusterId: string;
  readonly target: ObjectRef;
  readonly container: ContainerDetails;
  readonly startsOpen: boolean;
}

function Container({ clusterId, container, target, startsOpen }: ContainerProps): ReactNode {
  const [open, setOpen] = useState(startsOpen);
  const type = TYPE_WORDS[container.type];
  return (
    <section className={styles.container} aria-label={`Container ${container.name}`}>
      <h3>
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
          <ContainerMark container={container} />
          <span className={styles.name}>{container.name}</span>
          {type === '' ? null : <span className={styles.muted}>{type}</span>}
          {container.restarts === null ? null : (
            <span className={styles.restarts}>{restartText(container.restarts)}</span>
          )}
        </button>
      </h3>
      <p className={styles.image}>{container.image}</p>
      <p className={styles.state} data-state={container.role}>
        <ValueView clusterId={clusterId} value={container.state} />
      </p>
      {open ? <ContainerItems clusterId={clusterId} container={container} target={target} /> : null}
    </section>
  );
}

/** All that is known of it; the environment last, where its values can be looked up. */
function ContainerItems({ clusterId, container, target }: Omit<ContainerProps, 'startsOpen'>): ReactNode {
  const isEnvironment = (item: Item): boolean => item.type === 'table' && item.label === 'Environment';
  const environment = container.items.filter(isEnvironment);
  return (
    <>
      <ItemsView clusterId={clusterId} items={container.items.filter((item) => !isEnvironment(item))} />
      {environment.length === 0 ? null : (
        <div className={styles.environment}>
          <Environment clusterId={clusterId} target={target} container={container.name}>
            <ItemsView clusterId={clusterId} items={environment} alone />
          </Environment>
        </div>
      )}
    </>
  );
}
