import type { ReactNode } from 'react';
import type { Freshness } from '../../../shared/contract/views.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/copy.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { kindWords } from '../titles.ts';
import { formatCount } from './counts.ts';
import styles from './list-empty.module.css';
import type { List } from './use-list.ts';

export interface ListEmptyProps {
  readonly list: List;
  readonly onClearFilter: () => void;
  readonly onNamespaces: (namespaces: readonly string[] | null) => void;
}

/** Why there are no rows, in place of them; `null` while there are some, or while they may still come. */
export function ListEmpty({ list, onClearFilter, onNamespaces }: ListEmptyProps): ReactNode {
  const { state, kind, info, prefs, namespaces } = list;
  const words = kindWords(kind, info);
  if (state.status === 'failed' && state.error !== null) {
    return (
      <ErrorPanel
        title={`The ${words} cannot be shown`}
        message={state.error.message}
        detail={state.error.detail}
        onRetry={() => list.view?.retry()}
      />
    );
  }
  if (state.rows.length > 0) return null;
  if (state.freshness.state === 'denied') {
    return <Denied freshness={state.freshness} words={words} list={list} onNamespaces={onNamespaces} />;
  }
  const settled = state.status === 'open' && state.loading === null && state.freshness.state !== 'connecting';
  if (!settled || state.total > 0) return null;
  if (prefs.filter.trim() !== '' && state.unfiltered > 0) {
    return (
      <EmptyState
        icon="list-filter"
        testId="no-match"
        title={`0 of ${formatCount(state.unfiltered)} match`}
        actions={<Button onClick={onClearFilter}>Clear filter</Button>}
      >
        {`No ${words} fit the filter.`}
      </EmptyState>
    );
  }
  const some = list.namespaced && namespaces !== null;
  return (
    <EmptyState
      testId="empty"
      title={some ? `No ${words} in ${listed(namespaces)}` : `No ${words} in this cluster`}
      actions={some ? <Button onClick={() => onNamespaces(null)}>Show all namespaces</Button> : undefined}
    />
  );
}

const listed = (names: readonly string[]): string =>
  names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more namespaces`;

interface DeniedProps {
  readonly freshness: Extract<Freshness, { readonly state: 'denied' }>;
  readonly words: string;
  readonly list: List;
  readonly onNamespaces: ListEmptyProps['onNamespaces'];
}

/** What one may not do, where one may, and the rule that is missing, to send to whoever grants it. */
function Denied({ freshness, words, list, onNamespaces }: DeniedProps): ReactNode {
  const where =
    list.namespaced && list.namespaces !== null
      ? ` in ${listed(list.namespaces)}`
      : list.namespaced
        ? ' in all namespaces'
        : '';
  const allowed = freshness.namespaces ?? [];
  return (
    <EmptyState icon="lock" testId="denied" title={`You may not list ${words}${where}.`}>
      <p>{freshness.reason}</p>
      {allowed.length === 0 ? null : (
        <div className={styles.namespaces}>
          <p>You may in:</p>
          {allowed.map((name) => (
            <Button key={name} onClick={() => onNamespaces([name])}>
              {name}
            </Button>
          ))}
          {allowed.length > 1 ? <Button onClick={() => onNamespaces(allowed)}>All of these</Button> : null}
        </div>
      )}
      {freshness.missing === undefined ? null : (
        <div className={styles.missing}>
          <p>What is missing:</p>
          <CodeBlock label="Missing permission" copy={freshness.missing}>
            {freshness.missing}
          </CodeBlock>
        </div>
      )}
    </EmptyState>
  );
}
