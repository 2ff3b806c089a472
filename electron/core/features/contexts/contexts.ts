import { join } from 'node:path';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { ContextManager } from '../../kubeconfig/manage.ts';

type Names =
  | 'contexts.list'
  | 'contexts.openDemo'
  | 'contexts.add'
  | 'contexts.removeSource'
  | 'contexts.rename'
  | 'contexts.details'
  | 'contexts.edit'
  | 'contexts.remove'
  | 'contexts.export'
  | 'contexts.mark';

export function contextHandlers(core: Core): HandlersOf<Names> {
  const manager = new ContextManager({
    catalog: core.contexts,
    settings: core.ports.settings,
    clock: core.ports.clock,
    kubeFolder: core.options.discovery.type === 'default' ? join(core.ports.home, '.kube') : null,
  });
  return {
    'contexts.list': () => core.contexts.list(),
    'contexts.openDemo': async (_input, from) => ({ clusterIds: await core.demo.start(core.signal(from)) }),
    'contexts.add': (input) => manager.add(input),
    'contexts.removeSource': ({ path }) => manager.removeSource(path).then(() => null),
    'contexts.rename': ({ clusterId, name }) => rename(core, manager, clusterId, name),
    'contexts.details': ({ clusterId }) => manager.details(clusterId),
    'contexts.edit': (input) => manager.edit(input),
    'contexts.remove': ({ clusterId }) => manager.remove(clusterId).then(() => null),
    'contexts.export': (input) => manager.export(input),
    'contexts.mark': (input) => manager.mark(input).then(() => null),
  };
}

/** An open tab is closed under its old id before that is gone, and opened at the same place under the new one. */
async function rename(core: Core, manager: ContextManager, clusterId: string, name: string) {
  const order = core.selection.ids;
  const wasOpen = core.selection.get(clusterId) !== undefined;
  const next = await manager.rename(clusterId, name, () => core.selection.close(clusterId));
  if (wasOpen && next !== clusterId) {
    core.selection.open(next, true);
    core.selection.reorder(order.map((id) => (id === clusterId ? next : id)));
  }
  return { clusterId: next };
}
