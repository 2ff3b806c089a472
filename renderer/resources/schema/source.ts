import type { KindSchema } from '../../../shared/contract/schema.ts';
import type { Api } from '../../data/api.ts';
import type { ClusterHandle } from '../../data/cluster-store.ts';
import type { AssistSource } from './assist.ts';

/** Schemas of one cluster for one editor: asked once per kind; a kind that has none is asked again later. */
export function schemaSource(api: Api, handle: ClusterHandle): AssistSource {
  const { clusterId } = handle;
  const known = new Map<string, Promise<KindSchema | null>>();
  const kinds = () => handle.store.getState().catalog?.kinds ?? [];
  const ask = async (apiVersion: string, kind: string): Promise<KindSchema | null> => {
    const slash = apiVersion.lastIndexOf('/');
    const group = slash < 0 ? '' : apiVersion.slice(0, slash);
    const info = kinds().find((one) => one.group === group && one.kind === kind);
    if (info === undefined) return null;
    const reply = await api.ask('schema.get', { clusterId, kind: info.id, apiVersion });
    return reply.ok ? reply.value : null;
  };
  return {
    kinds,
    schema: (apiVersion, kind) => {
      const key = `${apiVersion} ${kind}`;
      const found = known.get(key) ?? ask(apiVersion, kind);
      known.set(key, found);
      void found.then((schema) => schema === null && known.delete(key));
      return found;
    },
  };
}
