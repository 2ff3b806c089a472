import { PortolanError } from '../../../../shared/errors.ts';
import type { ViewQuery } from '../../../engine/protocol.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

type Names = 'views.open' | 'views.update' | 'views.ack' | 'views.close' | 'views.uids' | 'views.facets';
type Change = { -readonly [K in keyof ViewQuery]?: ViewQuery[K] };

export function viewHandlers(core: Core): HandlersOf<Names> {
  return {
    'views.open': ({ clusterId, wide, labelSelector, fieldSelector, extra, group, fold, ...rest }, from) => {
      const query: ViewQuery = {
        ...rest,
        ...(extra === undefined ? {} : { extra }),
        ...(group === undefined ? {} : { group }),
        ...(fold === undefined ? {} : { fold }),
        ...(wide === undefined ? {} : { wide }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
      };
      return core.cluster(clusterId).views.open(from.windowId, query, core.signal(from));
    },
    'views.update': ({ clusterId, viewId, ...asked }, from) => {
      const change: Change = {};
      if (asked.namespaces !== undefined) change.namespaces = asked.namespaces;
      if (asked.filter !== undefined) change.filter = asked.filter;
      if (asked.sort !== undefined) change.sort = asked.sort;
      if (asked.window !== undefined) change.window = asked.window;
      if (asked.wide !== undefined) change.wide = asked.wide;
      if (asked.extra !== undefined) change.extra = asked.extra;
      if (asked.group !== undefined) change.group = asked.group;
      if (asked.fold !== undefined) change.fold = asked.fold;
      return core.cluster(clusterId).views.update(from.windowId, viewId, change);
    },
    'views.ack': ({ clusterId, viewId, seq }, from) =>
      quietly(() => core.cluster(clusterId).views.ack(from.windowId, viewId, seq)),
    'views.close': ({ clusterId, viewId }, from) =>
      quietly(() => core.cluster(clusterId).views.close(from.windowId, viewId)),
    'views.uids': ({ clusterId, viewId, from: first, to, group }, from) =>
      core.cluster(clusterId).views.uids(from.windowId, viewId, {
        ...(first === undefined ? {} : { from: first }),
        ...(to === undefined ? {} : { to }),
        ...(group === undefined ? {} : { group }),
      }),
    'views.facets': ({ clusterId, viewId, of, limit }, from) =>
      core.cluster(clusterId).views.facets(from.windowId, viewId, of, limit),
  };
}

/** Acknowledging or closing what has gone already (its cluster was closed meanwhile) is what was wanted, not an error. */
async function quietly(run: () => void | Promise<void>): Promise<null> {
  try {
    await run();
  } catch (error) {
    const gone = error instanceof PortolanError && (error.code === 'not-found' || error.code === 'cluster-closed');
    if (!gone) throw error;
  }
  return null;
}
