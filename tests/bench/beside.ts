import { pod } from './pods.ts';

/** What a whole product asks of a server beside the list that is measured: enough for a window to be at home. */

const VERBS = ['get', 'list', 'watch', 'delete', 'patch', 'update', 'create'];
const resource = (plural: string, kind: string): unknown => ({
  resource: plural,
  responseKind: { group: '', version: 'v1', kind },
  scope: plural === 'namespaces' || plural === 'nodes' ? 'Cluster' : 'Namespaced',
  singularResource: kind.toLowerCase(),
  verbs: VERBS,
});
const CORE = {
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  items: [
    {
      metadata: { name: '' },
      versions: [
        {
          version: 'v1',
          resources: [
            resource('pods', 'Pod'),
            resource('configmaps', 'ConfigMap'),
            resource('events', 'Event'),
            resource('namespaces', 'Namespace'),
            resource('nodes', 'Node'),
          ],
        },
      ],
    },
  ],
};
const FIXED: Readonly<Record<string, unknown>> = {
  '/version': { major: '1', minor: '30', gitVersion: 'v1.30.0' },
  '/api': CORE,
  '/apis': { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items: [] },
  '/apis/authentication.k8s.io/v1/selfsubjectreviews': {
    kind: 'SelfSubjectReview',
    status: { userInfo: { username: 'bench' } },
  },
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews': {
    kind: 'SelfSubjectAccessReview',
    status: { allowed: true },
  },
};

/** A config map of about a megabyte, in lines as people keep them. */
const BIG = {
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: {
    name: 'big',
    namespace: 'team-00',
    uid: 'big',
    resourceVersion: '5',
    creationTimestamp: '2026-10-01T00:00:00Z',
  },
  data: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `part-${n}.properties`,
      Array.from({ length: 500 }, (_, i) => `service.section-${n}.key-${i} = the value of line ${i}`).join('\n'),
    ]),
  ),
};

/** `numberOf`: a pod's number by its name. `body` null: a watch that stays open and says nothing. */
export function beside(
  path: string,
  query: URLSearchParams,
  numberOf: (name: string) => number,
): { readonly status: number; readonly body: string | null } {
  const found = FIXED[path];
  if (found !== undefined) return { status: 200, body: JSON.stringify(found) };
  if (path === '/readyz' || path === '/livez') return { status: 200, body: 'ok' };
  const object = /^\/api\/v1\/namespaces\/[^/]+\/(pods|configmaps)\/([^/]+)$/.exec(path);
  if (object?.[1] === 'configmaps') return { status: 200, body: JSON.stringify(BIG) };
  if (object !== null) {
    const i = numberOf(object[2] ?? '');
    const one = { kind: 'Pod', apiVersion: 'v1', ...pod(i, { resourceVersion: i + 1, restarts: 0, ready: true }) };
    return { status: 200, body: JSON.stringify(one) };
  }
  if (query.has('sendInitialEvents')) return { status: 422, body: '{"kind":"Status","code":422,"message":"no"}' };
  if (query.has('watch')) return { status: 200, body: null };
  if (/^\/api\/v1\/(namespaces\/[^/]+\/)?(configmaps|events|namespaces|nodes|pods)$/.test(path)) {
    const items = path.endsWith('/configmaps') ? [BIG] : [];
    const head = { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '5' } };
    return { status: 200, body: JSON.stringify({ ...head, items }) };
  }
  return { status: 404, body: '{"kind":"Status","code":404,"message":"not here"}' };
}
