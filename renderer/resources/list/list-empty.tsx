import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorPanel } from '../../ui/empty.tsx';
import { kindWords } from '../titles.ts';
import { formatCount } from './counts.ts';
import { ListDenied, listNames } from './list-denied.tsx';
import type { List } from './use-list.ts';

export interface ListEmptyProps {
  readonly list: List;
  readonly onClearFilter: () => void;
  readonly onNamespaces: (namespaces: readonly string[] | null) => void;
}

/** Why there are no rows, in place of them; `null` while there are some, or while they may still come. */
export function ListEmpty({ list, onClearFilter, onNamespaces }: ListEmptyProps): ReactNode {
  const { state, kind, info, prefs, namespaces, waiting } = list;
  const words = kindWords(kind, info);
  if (waiting || state.rows.length > 0) return null;
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
  if (state.freshness.state === 'denied') {
    return <ListDenied freshness={state.freshness} list={list} onNamespaces={onNamespaces} />;
  }
  if (state.status !== 'open' || state.total > 0) return null;
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
      title={some ? `No ${words} in ${listNames(namespaces)}` : `No ${words} in this cluster`}
      actions={some ? <Button onClick={() => onNamespaces(null)}>Show all namespaces</Button> : undefined}
    />
  );
}
