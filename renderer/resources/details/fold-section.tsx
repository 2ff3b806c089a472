import { createContext, type ReactNode, use, useId, useMemo } from 'react';
import { useStored } from '../../data/hooks.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './details.module.css';

interface Folds {
  readonly folded: ReadonlySet<string>;
  toggle(id: string): void;
}

const FoldContext = createContext<Folds>({ folded: new Set(), toggle: () => {} });

const NOTHING: readonly string[] = [];
const checkIds = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : undefined;

/** Which sections are folded, remembered per cluster: who never reads the metadata does not see it again. */
export function FoldProvider({
  clusterId,
  children,
}: {
  readonly clusterId: string;
  readonly children: ReactNode;
}): ReactNode {
  const [ids, setIds] = useStored('details.folded', clusterId, NOTHING, checkIds);
  const folds = useMemo<Folds>(() => {
    const folded = new Set(ids);
    return {
      folded,
      toggle: (id) => setIds(folded.has(id) ? ids.filter((one) => one !== id) : [...ids, id]),
    };
  }, [ids, setIds]);
  return <FoldContext value={folds}>{children}</FoldContext>;
}

export interface FoldSectionProps {
  /** Names the section across objects: `metadata` is folded on every object or on none. */
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly children: ReactNode;
}

/** A section with a heading that folds it. */
export function FoldSection({ id, title, count, children }: FoldSectionProps): ReactNode {
  const { folded, toggle } = use(FoldContext);
  const open = !folded.has(id);
  const body = useId();
  return (
    <section className={styles.section} aria-label={title} data-section={id}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={open}
          aria-controls={open ? body : undefined}
          onClick={() => toggle(id)}
        >
          {title}
          {count === undefined ? null : <span className={styles.count}>{count}</span>}
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} className={styles.chevron} />
        </button>
      </h3>
      {open ? (
        <div id={body} className={styles.folding}>
          {children}
        </div>
      ) : null}
    </section>
  );
}
