import { badRequest, methodNotAllowed, noSuchResource, notFound } from '../http/status.ts';
import { review } from './access.ts';
import { authorize, authorizePath } from './auth.ts';
import { shownAs } from './convert.ts';
import { discovery } from './discovery.ts';
import { evict } from './evict.ts';
import { commonHeaders, type Exchange, sendBytes, sendJson } from './exchange.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { openapiDocument, openapiIndex } from './openapi.ts';
import { apiVersionOf } from './resources.ts';
import { watch } from './watch.ts';
import { create, getScale, type Place, patch, remove, removeCollection, sendObject, update } from './write.ts';

/** What a path means. */
export interface Route {
  /** `null` for paths that name no resource. */
  readonly group: string | null;
  readonly version: string;
  readonly namespace: string | null;
  readonly plural: string;
  readonly name: string;
  readonly subresource: string;
  /** Kubernetes verb, or the method in lower case for other paths. */
  readonly verb: string;
}

const OTHER = { group: null, version: '', namespace: null, plural: '', name: '', subresource: '' } as const;

/** As `apiserver/pkg/endpoints/request/requestinfo.go` reads a path. */
export function routeOf(method: string, segments: readonly string[], query: URLSearchParams): Route {
  const core = segments[0] === 'api';
  const start = core ? 2 : 3;
  if ((!core && segments[0] !== 'apis') || segments.length <= start) return { ...OTHER, verb: method.toLowerCase() };
  const group = core ? '' : (segments[1] ?? '');
  const version = segments[start - 1] ?? '';
  let rest = segments.slice(start);
  let namespace: string | null = null;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && !['status', 'finalize'].includes(rest[2] ?? '');
  if (inNamespace) {
    namespace = rest[1] ?? '';
    rest = rest.slice(2);
  }
  const [plural = '', name = '', ...sub] = rest;
  const verb = verbOf(method, name, query);
  return { group, version, namespace, plural, name, subresource: sub.join('/'), verb };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const watching = name === '' && ['true', '1', ''].includes(query.get('watch') ?? 'false');
  switch (method) {
    case 'GET':
    case 'HEAD':
      return watching ? 'watch' : name === '' ? 'list' : 'get';
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return name === '' ? 'deletecollection' : 'delete';
    default:
      return method.toLowerCase();
  }
}

export async function dispatch(exchange: Exchange, segments: readonly string[], route: Route): Promise<void> {
  if (route.group === null) return otherPath(exchange, segments);
  const { server, identity } = exchange;
  authorize(identity, {
    verb: route.verb,
    group: route.group,
    plural: route.plural,
    subresource: route.subresource,
    namespace: route.namespace,
    name: route.name,
  });
  const info = server.catalog.find(route.group, route.version, route.plural);
  if (!info) {
    if (server.catalog.all().some(({ group }) => group === route.group)) throw noSuchResource();
    return pageNotFound(exchange);
  }
  if (info.namespaced && route.namespace === null && route.name !== '') throw noSuchResource();
  if (!info.namespaced && route.namespace !== null) throw noSuchResource();
  const everywhere = info.namespaced && route.namespace === null;
  if (everywhere && route.verb !== 'list' && route.verb !== 'watch' && info.verbs.length > 1) throw methodNotAllowed();
  if (route.verb === 'create' && route.name !== '' && route.subresource === '') throw methodNotAllowed();
  const place: Place = { info, namespace: route.namespace, name: route.name, subresource: route.subresource };
  if (info.group === 'metrics.k8s.io') return metrics(exchange, place);
  if (route.subresource !== '') return subresource(exchange, place, route.verb);
  if (!info.verbs.includes(route.verb)) throw methodNotAllowed();
  return resource(exchange, place, route.verb);
}

async function resource(exchange: Exchange, place: Place, verb: string): Promise<void> {
  switch (verb) {
    case 'list':
      return list(exchange, place.info, place.namespace);
    case 'watch':
      return watch(exchange, place.info, place.namespace);
    case 'get':
      return sendObject(exchange, place.info, stored(exchange, place));
    case 'create':
      if (place.info.verbs.length === 1) return review(exchange, place.info);
      return create(exchange, place);
    case 'update':
      return update(exchange, place);
    case 'patch':
      return patch(exchange, place);
    case 'delete':
      return remove(exchange, place);
    case 'deletecollection':
      return removeCollection(exchange, place);
    default:
      throw methodNotAllowed();
  }
}

function stored(exchange: Exchange, { info, namespace, name }: Place) {
  const found = exchange.server.store.collection(info.storage).get(namespace ?? '', name);
  if (!found) throw notFound({ group: info.group, plural: info.plural }, name);
  return shownAs(info, found.render());
}

async function subresource(exchange: Exchange, place: Place, verb: string): Promise<void> {
  const known = place.info.subresources.find(({ name }) => name === place.subresource);
  if (!known) throw noSuchResource();
  if (!known.verbs.includes(verb)) throw methodNotAllowed();
  if (place.subresource === 'log') return logs(exchange, stored(exchange, place));
  if (place.subresource === 'eviction') return evict(exchange, place);
  if (place.subresource === 'scale' && verb === 'get') return getScale(exchange, place);
  if (['exec', 'attach', 'portforward'].includes(place.subresource)) {
    stored(exchange, place);
    throw badRequest('Upgrade request required');
  }
  if (['proxy', 'token', 'binding'].includes(place.subresource)) throw methodNotAllowed();
  if (verb === 'get') return sendObject(exchange, place.info, stored(exchange, place));
  return verb === 'patch' ? patch(exchange, place) : update(exchange, place);
}

async function metrics(exchange: Exchange, place: Place): Promise<void> {
  const { info, namespace, name } = place;
  const all = exchange.server.backend.metrics(info.plural === 'nodes' ? 'nodes' : 'pods', namespace);
  if (name !== '') {
    const found = all.find((object) => object.metadata.name === name);
    // metrics-server names what it looked up, without its own group.
    if (!found) throw notFound({ group: '', plural: info.plural === 'nodes' ? 'node' : 'pods' }, name);
    return sendJson(exchange, 200, found);
  }
  await sendJson(exchange, 200, { kind: `${info.kind}List`, apiVersion: apiVersionOf(info), metadata: {}, items: all });
}

async function otherPath(exchange: Exchange, segments: readonly string[]): Promise<void> {
  const { identity, path, method } = exchange;
  authorizePath(identity, method.toLowerCase(), path);
  const [first = '', second] = segments;
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  if (first === 'version') return version(exchange);
  if (first === 'healthz' || first === 'livez' || first === 'readyz')
    return sendBytes(exchange, 200, Buffer.from(health(exchange, first)), 'text/plain; charset=utf-8');
  if (first === 'api' || first === 'apis')
    return knownGroup(exchange, segments) ? discovery(exchange, segments) : pageNotFound(exchange);
  if (first === 'openapi' && second === 'v3') {
    return segments.length === 2 ? openapiIndex(exchange) : openapiDocument(exchange, segments.slice(3).join('/'));
  }
  return pageNotFound(exchange);
}

function knownGroup(exchange: Exchange, segments: readonly string[]): boolean {
  if (segments.length === 1) return true;
  const group = segments[0] === 'api' ? '' : (segments[1] ?? '');
  return exchange.server.catalog.all().some((info) => info.group === group);
}

function health(exchange: Exchange, which: string): string {
  if (!exchange.query.has('verbose')) return 'ok';
  const checks = ['ping', 'log', 'etcd', 'informer-sync', 'poststarthook/start-apiextensions-controllers'];
  return `${checks.map((check) => `[+]${check} ok`).join('\n')}\n${which} check passed\n`;
}

async function version(exchange: Exchange): Promise<void> {
  const gitVersion = exchange.server.version;
  const [major = '1', minor = '0'] = gitVersion.replace(/^v/, '').split('.');
  await sendIndented(exchange, {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-02-11T13:05:49Z',
    goVersion: 'go1.26.1',
    compiler: 'gc',
    platform: 'linux/amd64',
  });
}

/** Paths nobody serves are answered as Go's mux does. */
async function pageNotFound(exchange: Exchange): Promise<void> {
  exchange.answered(404);
  const headers = { ...commonHeaders(exchange.server), 'content-type': 'text/plain; charset=utf-8' };
  await exchange.out.whole(404, headers, Buffer.from('404 page not found\n'), false);
}

/** Some handlers of a real server always indent. */
async function sendIndented(exchange: Exchange, body: unknown): Promise<void> {
  await sendBytes(exchange, 200, Buffer.from(JSON.stringify(body, null, 2)), 'application/json');
}
