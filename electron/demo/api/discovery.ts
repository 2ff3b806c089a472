import { noSuchResource } from '../http/status.ts';
import { wishes } from './accept.ts';
import { type Exchange, sendJson } from './exchange.ts';
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

function aggregatedVersion(version: string, resources: readonly ResourceInfo[]) {
  return {
    version,
    resources: resources.map((info) => ({
      resource: info.plural,
      responseKind: { group: info.group, version: info.version, kind: info.kind },
      scope: info.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: info.singular,
      verbs: info.verbs,
      ...(info.shortNames.length > 0 ? { shortNames: info.shortNames } : {}),
      ...(info.categories.length > 0 ? { categories: info.categories } : {}),
      ...(info.subresources.length > 0
        ? {
            subresources: info.subresources.map((sub) => ({
              subresource: sub.name,
              responseKind: { group: sub.group, version: sub.version, kind: sub.kind },
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
  const wish = wishes(exchange.accept).find(({ parameters }) => parameters.get('as') === AGGREGATED);
  if (wish) {
    const version = wish.parameters.get('v') ?? 'v2';
    const items = [...all].map(([name, versions]) => ({
      metadata: { ...(name === '' ? {} : { name }), creationTimestamp: null },
      versions: [...versions].map(([v, resources]) => aggregatedVersion(v, resources)),
    }));
    const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=${AGGREGATED}`;
    const body = { kind: AGGREGATED, apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
    return sendJson(exchange, 200, body, type);
  }
  if (core) {
    const address = { clientCIDR: '0.0.0.0/0', serverAddress: String(exchange.request.headers.host ?? '127.0.0.1') };
    return sendJson(exchange, 200, { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [address] });
  }
  const list = [...all].map(([name, versions]) => groupEntry(name, versions.keys()));
  return sendJson(exchange, 200, { kind: 'APIGroupList', apiVersion: 'v1', groups: list });
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
