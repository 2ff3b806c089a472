import type { Catalog, KindInfo } from '../../shared/contract/catalog.ts';
import { kindById } from '../../shared/kinds/index.ts';
import { retryAfterMs } from '../transport/retry-after.ts';
import type { EngineRequest, EngineResponse } from './protocol.ts';

/*
 * Written by hand: client-node has no aggregated discovery (one request instead of one per group). Falls back to the old form for
 * servers before 1.27. A group that fails is named, the others are there.
 */

export type Send = (request: EngineRequest, signal: AbortSignal) => Promise<EngineResponse>;

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** Groups of Kubernetes itself; every other is a custom resource's or an aggregated API's. */
const OWN_GROUPS = new Set([
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

type Fields = { readonly [name: string]: unknown };
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => list(value).filter((item) => typeof item === 'string');

/** One resource of one group and version, before the versions of a group are weighed. */
interface Found extends Omit<KindInfo, 'id' | 'declared' | 'custom'> {}
interface FoundGroup {
  readonly group: string;
  /** Preferred first. */
  readonly versions: readonly { readonly version: string; readonly kinds: readonly Found[] }[];
  readonly problem: string | null;
}

/** The server answers `/api` or `/apis`, and not with what it serves. */
export class DiscoveryRefused extends Error {
  override readonly name = 'DiscoveryRefused';
  readonly status: number;
  /** As it told us, ms. */
  readonly waitMs: number | null;
  constructor(path: string, { status, headers }: EngineResponse) {
    super(`${path} answered ${status}`);
    this.status = status;
    this.waitMs = retryAfterMs(headers, Date.now());
  }
}

/** Asks the server what it serves. Throws for transport failures and for a refusal of the whole (401, 403). */
export async function discover(send: Send, signal: AbortSignal): Promise<Catalog> {
  const [core, named] = await Promise.all([root(send, '/api', signal), root(send, '/apis', signal)]);
  const groups = [...core, ...named];
  const failedGroups = groups.flatMap(({ group, problem }) => (problem === null ? [] : [{ group, reason: problem }]));
  return { source: 'discovery', kinds: groups.flatMap(weigh), failedGroups };
}

async function root(send: Send, path: '/api' | '/apis', signal: AbortSignal): Promise<FoundGroup[]> {
  const response = await send({ method: 'GET', path, headers: { accept: AGGREGATED } }, signal);
  if (response.status !== 200) throw new DiscoveryRefused(path, response);
  const body = fields(JSON.parse(response.text));
  if (body.kind === 'APIGroupDiscoveryList') return list(body.items).map(aggregatedGroup);
  return path === '/api' ? legacyCore(send, body, signal) : legacyGroups(send, body, signal);
}

function aggregatedGroup(item: unknown): FoundGroup {
  const { metadata, versions } = fields(item);
  const group = text(fields(metadata).name);
  const read = list(versions).map((value) => {
    const version = text(fields(value).version);
    return {
      version,
      kinds: list(fields(value).resources).map((resource) => aggregatedKind(resource, group, version)),
    };
  });
  const stale = list(versions).some((value) => fields(value).freshness === 'Stale');
  return { group, versions: read, problem: stale ? 'The server of this group does not answer.' : null };
}

function aggregatedKind(value: unknown, group: string, version: string): Found {
  const resource = fields(value);
  const plural = text(resource.resource);
  const kind = text(fields(resource.responseKind).kind);
  return {
    group,
    version,
    kind,
    plural,
    singular: text(resource.singularResource) || kind.toLowerCase(),
    shortNames: texts(resource.shortNames),
    namespaced: resource.scope === 'Namespaced',
    verbs: texts(resource.verbs),
    categories: texts(resource.categories),
    subresources: list(resource.subresources).map((sub) => text(fields(sub).subresource)),
  };
}

async function legacyCore(send: Send, body: Fields, signal: AbortSignal): Promise<FoundGroup[]> {
  return [await legacyGroup(send, '', texts(body.versions), (version) => `/api/${version}`, signal)];
}

async function legacyGroups(send: Send, body: Fields, signal: AbortSignal): Promise<FoundGroup[]> {
  return Promise.all(
    list(body.groups).map((value) => {
      const { name, versions, preferredVersion } = fields(value);
      const group = text(name);
      const preferred = text(fields(preferredVersion).version);
      const all = list(versions).map((version) => text(fields(version).version));
      const ordered = [preferred, ...all.filter((version) => version !== preferred)].filter(
        (version) => version !== '',
      );
      return legacyGroup(send, group, ordered, (version) => `/apis/${group}/${version}`, signal);
    }),
  );
}

async function legacyGroup(
  send: Send,
  group: string,
  versions: readonly string[],
  path: (version: string) => string,
  signal: AbortSignal,
): Promise<FoundGroup> {
  let problem: string | null = null;
  const read = await Promise.all(
    versions.map(async (version) => {
      try {
        const response = await send(
          { method: 'GET', path: path(version), headers: { accept: 'application/json' } },
          signal,
        );
        if (response.status !== 200) throw new Error(`${path(version)} answered ${response.status}`);
        return { version, kinds: legacyKinds(fields(JSON.parse(response.text)), group, version) };
      } catch (error) {
        if (signal.aborted) throw error;
        problem = error instanceof Error ? error.message : String(error);
        return { version, kinds: [] };
      }
    }),
  );
  return { group, versions: read, problem };
}

function legacyKinds(body: Fields, group: string, version: string): Found[] {
  const resources = list(body.resources).map(fields);
  const subresources = new Map<string, string[]>();
  for (const { name } of resources) {
    const [plural = '', sub] = text(name).split('/');
    if (sub !== undefined) subresources.set(plural, [...(subresources.get(plural) ?? []), sub]);
  }
  return resources.flatMap((resource) => {
    const plural = text(resource.name);
    if (plural === '' || plural.includes('/')) return [];
    const kind = text(resource.kind);
    return {
      group,
      version,
      kind,
      plural,
      singular: text(resource.singularName) || kind.toLowerCase(),
      shortNames: texts(resource.shortNames),
      namespaced: resource.namespaced === true,
      verbs: texts(resource.verbs),
      categories: texts(resource.categories),
      subresources: subresources.get(plural) ?? [],
    };
  });
}

/** One entry per resource: in the version our spec was written for where that is served, else in the preferred one that has it. */
function weigh({ group, versions }: FoundGroup): KindInfo[] {
  const chosen = new Map<string, KindInfo>();
  for (const { kinds } of versions) {
    for (const found of kinds) {
      if (!found.verbs.includes('list')) continue;
      const id = group === '' ? found.plural : `${found.plural}.${group}`;
      const spec = kindById(id);
      const declared = spec !== undefined && spec.version === found.version;
      if (chosen.has(id) && !declared) continue;
      chosen.set(id, { id, ...found, declared, custom: !OWN_GROUPS.has(group) });
    }
  }
  return [...chosen.values()];
}
