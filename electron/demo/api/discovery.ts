import { createHash } from 'node:crypto';
import { noSuchResource, notAcceptable } from '../http/status.ts';
import { wishes } from './accept.ts';
import { commonHeaders, type Exchange, sendJson } from './exchange.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';

const AGGREGATED = 'APIGroupDiscoveryList';

/** Order of groups as a real server lists them is by priority; ours is order of declaration, custom ones last. */
function groups(resources: readonly ResourceInfo[]): ReadonlyMap<string, ReadonlyMap<string, readonly ResourceInfo[]>> {
  const found = new Map<string, Map<string, ResourceInfo[]>>();
  for (const info of resources) {
    let versions = found.get(info.group);
    if (!versions) {
      versions = new Map();
      found.set(info.group, versions);
    }
    const list = versions.get(info.version);
    if (list) list.push(info);
    else versions.set(info.version, [info]);
  }
  return found;
}

/**
 * Built-in kinds leave group and version empty where they are their resource's own, as `genericapiserver` does;
 * custom resources name them.
 */
function responseKind(of: ResourceInfo, custom: boolean, kind: { group: string; version: string; kind: string }) {
  const own = !custom && kind.group === of.group && kind.version === of.version;
  return { group: own ? '' : kind.group, version: own ? '' : kind.version, kind: kind.kind };
}

function aggregatedVersion(
  version: string,
  resources: readonly ResourceInfo[],
  isCustom: (info: ResourceInfo) => boolean,
) {
  return {
    version,
    resources: resources.map((info) => ({
      resource: info.plural,
      responseKind: responseKind(info, isCustom(info), info),
      scope: info.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: info.singular,
      verbs: info.verbs,
      ...(info.shortNames.length > 0 ? { shortNames: info.shortNames } : {}),
      ...(info.categories.length > 0 ? { categories: info.categories } : {}),
      ...(info.subresources.length > 0
        ? {
            subresources: info.subresources.map((sub) => ({
              subresource: sub.name,
              responseKind: responseKind(info, isCustom(info), sub),
              verbs: sub.verbs,
            })),
          }
        : {}),
    })),
    freshness: 'Current',
  };
}

function groupEntry(name: string, versions: Iterable<string>) {
  const list = [...versions].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
}

function resourceList(groupVersion: string, resources: readonly ResourceInfo[]) {
  return {
    kind: 'APIResourceList',
    ...(groupVersion === 'v1' ? {} : { apiVersion: 'v1' }),
    groupVersion,
    resources: resources.flatMap((info) => [
      {
        name: info.plural,
        singularName: info.singular,
        namespaced: info.namespaced,
        kind: info.kind,
        verbs: info.verbs,
        ...(info.shortNames.length > 0 ? { shortNames: info.shortNames } : {}),
        ...(info.categories.length > 0 ? { categories: info.categories } : {}),
      },
      ...info.subresources.map((sub) => ({
        name: `${info.plural}/${sub.name}`,
        singularName: '',
        namespaced: info.namespaced,
        ...(sub.group === info.group && sub.version === info.version ? {} : { group: sub.group, version: sub.version }),
        kind: sub.kind,
        verbs: sub.verbs,
      })),
    ]),
  };
}

async function sendGroups(exchange: Exchange, core: boolean): Promise<void> {
  const all = groups(exchange.server.catalog.all().filter((info) => (info.group === '') === core));
  const wish = wishes(exchange.accept).find(
    ({ parameters }) => parameters.get('as') === AGGREGATED && parameters.get('v') === 'v2',
  );
  const other = wishes(exchange.accept).every(({ parameters }) => parameters.has('as'));
  if (!wish && other) throw notAcceptable();
  if (wish) {
    const { catalog } = exchange.server;
    const isCustom = (info: ResourceInfo): boolean => catalog.isCustom(info);
    const items = [...all].map(([name, versions]) => ({
      metadata: name === '' ? {} : { name },
      versions: [...versions].map(([v, resources]) => aggregatedVersion(v, resources, isCustom)),
    }));
    return sendTagged(exchange, { kind: AGGREGATED, apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items });
  }
  if (core) {
    const address = { clientCIDR: '0.0.0.0/0', serverAddress: String(exchange.request.headers.host ?? '127.0.0.1') };
    return sendJson(exchange, 200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [address] });
  }
  const list = [...all].map(([name, versions]) => groupEntry(name, versions.keys()));
  return sendJson(exchange, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups: list });
}

/** The aggregated documents are cached by clients: with an ETag, and 304 when it is still the same. */
async function sendTagged(exchange: Exchange, body: unknown): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(body));
  const etag = `"${createHash('sha512').update(bytes).digest('hex').toUpperCase()}"`;
  const headers = { ...commonHeaders(exchange.server), 'cache-control': 'public', vary: 'Accept', etag };
  const known = exchange.request.headers['if-none-match'] === etag;
  exchange.answered(known ? 304 : 200);
  if (known) return exchange.out.whole(304, headers, Buffer.alloc(0), false);
  const type = { 'content-type': `application/json;g=apidiscovery.k8s.io;v=v2;as=${AGGREGATED}` };
  return exchange.out.whole(200, { ...headers, ...type }, bytes, exchange.gzip);
}

/** `/api`, `/apis` and what lies directly below. `segments` is the path without the leading slash. */
export async function discovery(exchange: Exchange, segments: readonly string[]): Promise<void> {
  const [root, first, second] = segments;
  if (segments.length === 1) return sendGroups(exchange, root === 'api');
  const { catalog } = exchange.server;
  if (root === 'apis' && segments.length === 2) {
    const versions = groups(catalog.all()).get(first ?? '');
    if (!versions) throw noSuchResource();
    return sendJson(exchange, 200, { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(first ?? '', versions.keys()) });
  }
  const gv = root === 'api' ? (first ?? '') : `${first}/${second}`;
  const resources = catalog.all().filter((info) => apiVersionOf(info) === gv);
  if (resources.length === 0) throw noSuchResource();
  return sendJson(exchange, 200, resourceList(gv, resources));
}
