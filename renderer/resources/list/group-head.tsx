import type { ReactNode } from 'react';
import type { GroupHead, Row } from '../../../shared/contract/views.ts';
import { MiddleEllipsis } from '../../ui/ellipsis.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ROLE_WORDS } from './cells.tsx';
import { formatCount } from './counts.ts';
import styles from './group-head.module.css';

/** The head of a group, over the whole width: what it is, its worst state, how many rows, how many of them need a person. */
export function GroupHeadLine({ row, group }: { readonly row: Row; readonly group: GroupHead }): ReactNode {
  const slash = row.name.indexOf('/');
  const kind = slash < 0 ? null : row.name.slice(0, slash);
  const title = row.namespace === '' || kind === null ? row.name : row.name.slice(slash + 1);
  const aside = row.namespace === '' || kind === null ? null : `${kind} in ${row.namespace}`;
  return (
    <>
      <Icon name={group.folded ? 'chevron-right' : 'chevron-down'} size={14} className={styles.chevron} />
      <StateGlyph state={row.state} label={ROLE_WORDS[row.state]} />
      <span className={styles.title}>
        <MiddleEllipsis text={title} />
      </span>
      {aside === null ? null : <span className={styles.aside}>{aside}</span>}
      <span className={styles.count}>{formatCount(group.count)}</span>
      {group.faulty === 0 ? null : (
        <span
          className={styles.faulty}
        >{`${formatCount(group.faulty)} ${group.faulty === 1 ? 'needs' : 'need'} attention`}</span>
      )}
    </>
  );
}
