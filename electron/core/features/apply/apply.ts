import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

type Names = 'apply.plan' | 'apply.run' | 'apply.fetch';

/** Loaded with the first set that is applied: nothing else needs a reader of YAML. */
export function applyHandlers(core: Core): HandlersOf<Names> {
  return {
    'apply.plan': async ({ clusterId, ...options }, from) => {
      const cluster = core.cluster(clusterId);
      const { planSet } = await import('./plan.ts');
      return planSet(cluster, options, core.signal(from));
    },
    'apply.run': async ({ clusterId, only, ...options }, from) => {
      const cluster = core.cluster(clusterId);
      const { runSet } = await import('./run.ts');
      return runSet(core, cluster, { ...options, only: only ?? null }, core.signal(from));
    },
    'apply.fetch': async ({ url, privateAddress }, from) => {
      const { fetchText } = await import('./fetch-text.ts');
      return fetchText(url, { privateAddress, clock: core.ports.clock, signal: core.signal(from) });
    },
  };
}
