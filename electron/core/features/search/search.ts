import type { HandlerInput } from '../../../../shared/contract/index.ts';
import type { SearchQuery } from '../../../engine/protocol.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

type Names = 'search.open' | 'search.update' | 'search.close' | 'search.find';

export function searchHandlers(core: Core): HandlersOf<Names> {
  return {
    'search.open': (input, from) =>
      core.cluster(input.clusterId).searches.open(from.windowId, asked(input), core.signal(from)),
    'search.update': (input, from) =>
      core.cluster(input.clusterId).searches.update(from.windowId, input.searchId, asked(input), core.signal(from)),
    'search.close': ({ clusterId, searchId }, from) => {
      core.cluster(clusterId).searches.close(from.windowId, searchId);
      return null;
    },
    'search.find': (input, from) => core.cluster(input.clusterId).searches.find(asked(input), core.signal(from)),
  };
}

function asked(input: HandlerInput<'search.open'>): Omit<SearchQuery, 'turn'> {
  const { text, kinds, namespace, labelSelector, events, depth, limit } = input;
  return {
    text,
    events,
    depth,
    limit,
    ...(kinds === undefined ? {} : { kinds }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}
