import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

type Names = 'contexts.list' | 'contexts.openDemo';

export function contextHandlers(core: Core): HandlersOf<Names> {
  return {
    'contexts.list': () => core.contexts.list(),
    'contexts.openDemo': async (_input, from) => ({ clusterIds: await core.demo.start(core.signal(from)) }),
  };
}
