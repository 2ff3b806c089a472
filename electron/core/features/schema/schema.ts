import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { kindOf } from '../catalog/catalog.ts';
import { Schemas } from './schemas.ts';

export function schemaHandlers(core: Core): HandlersOf<'schema.get'> {
  // Ends with its cluster: nothing else holds it.
  const schemas = new WeakMap<Cluster, Schemas>();
  return {
    'schema.get': async ({ clusterId, kind, apiVersion }, from) => {
      const cluster = core.cluster(clusterId);
      const info = await kindOf(cluster, kind, core.signal(from));
      const known = schemas.get(cluster) ?? new Schemas(cluster, core.ports.clock);
      schemas.set(cluster, known);
      const version = apiVersion.split('/').at(-1) ?? '';
      return known.get(version === '' ? info : { ...info, version });
    },
  };
}
