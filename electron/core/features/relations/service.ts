import { PortolanError } from '../../../../shared/errors.ts';
import { endpointsOf, type ServiceEndpoints } from '../../../../shared/relations/service-endpoints.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kindOf } from '../catalog/catalog.ts';
import { Lister } from './lister.ts';

/** From the slices that carry the Service's name, as `kubectl describe service` asks for them. */
export async function serviceEndpoints(
  cluster: Cluster,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<ServiceEndpoints> {
  const kind = await kindOf(cluster, 'endpointslices.discovery.k8s.io', signal);
  const lister = new Lister(cluster, signal);
  const slices = await lister.list({ kind, namespace, labels: `kubernetes.io/service-name=${name}` });
  const refused = lister.notSearched[0];
  if (slices === null)
    throw new PortolanError(refused?.code ?? 'internal', refused?.words ?? 'The EndpointSlices cannot be listed.');
  return { ...endpointsOf(slices), more: lister.partial.length > 0 };
}
