import type { Settings } from '../../shared/settings.ts';
import type { Actions } from './actions.ts';

/** Remembers a namespace that a user who may not list them typed; with the cluster, for every later start. */
export async function rememberNamespace(
  actions: Pick<Actions, 'setSettings' | 'notice'>,
  settings: Settings,
  clusterId: string,
  name: string,
): Promise<void> {
  const before = settings.clusters[clusterId];
  const namespaces = [...new Set([...(before?.namespaces ?? []), name])];
  try {
    await actions.setSettings({ clusters: { ...settings.clusters, [clusterId]: { ...before, namespaces } } });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    actions.notice('bad', `The namespace ${name} was not kept: ${why}`, clusterId);
  }
}
