import { PortolanError } from '../../../shared/errors.ts';
import type { EngineRequest } from '../../engine/protocol.ts';

/** Questions that are asked with POST and change nothing (authorization.k8s.io, authentication.k8s.io). */
const reviews = /^\/apis\/(authorization|authentication)\.k8s\.io\/v\d\w*\/(selfsubject(access|rules)?reviews)(\?|$)/;

/**
 * A read-only cluster refuses every request that could change something, here in the host, whatever the button did. Reading,
 * access reviews and the server's own dry run go through.
 */
export function refuseWrites(request: EngineRequest, clusterName: string): void {
  const method = request.method.toUpperCase();
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  if (method === 'POST' && reviews.test(request.path)) return;
  const query = new URLSearchParams(request.path.split('?')[1] ?? '');
  if (query.get('dryRun') === 'All') return;
  throw new PortolanError('read-only', `${clusterName} is read-only in Portolan: nothing was changed.`);
}
