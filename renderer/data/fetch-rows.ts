import type { ViewSnapshot } from '../../shared/contract/views.ts';
import { PortolanError } from '../../shared/errors.ts';
import type { Api } from './api.ts';
import type { ViewQuery } from './view-state.ts';

/** The contract's largest window. */
const ALL = 200_000;

/**
 * All rows of a view at once, for export and for copying names: held only as long as the caller does. Answered from what the
 * engine holds; refuses while the list is still coming, since half a list exported looks like a whole one.
 */
export async function fetchRows(api: Api, clusterId: string, query: ViewQuery): Promise<ViewSnapshot> {
  const { namespaces, labelSelector, fieldSelector, kind, filter, sort, wide, extra } = query;
  const snapshot = await api.call('views.open', {
    clusterId,
    kind,
    filter,
    sort,
    namespaces: namespaces && [...namespaces],
    window: { offset: 0, limit: ALL },
    ...(wide === undefined ? {} : { wide }),
    ...(extra === undefined ? {} : { extra: [...extra] }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  });
  await api.ask('views.close', { clusterId, viewId: snapshot.viewId });
  if (snapshot.loading !== null || snapshot.freshness.state === 'connecting') {
    throw new PortolanError('invalid', 'The list is still loading. Try again when its total is exact.', { clusterId });
  }
  return snapshot;
}
