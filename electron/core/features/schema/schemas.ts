import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { KindSchema } from '../../../../shared/contract/schema.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Clock } from '../../ports.ts';
import { httpError } from '../objects/status.ts';
import { closureOf, typeOf } from './closure.ts';

/** The index says which documents changed: it is asked again after this, ms. A definition that was just made is there then. */
const indexMs = 30_000;
/** Schemas kept per cluster; one is some hundred kilobytes. */
const mostKept = 24;

/** OpenAPI v3 of one cluster: the index now and then, documents once per hash, of each only what a kind needs is kept. */
export class Schemas {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  #index: { readonly at: number; readonly urls: Promise<ReadonlyMap<string, string>> } | null = null;
  /** By the document's address, which holds its hash, and the kind. */
  readonly #known = new Map<string, Promise<KindSchema>>();

  constructor(cluster: Cluster, clock: Clock) {
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** Throws `unsupported` when the server publishes none for this kind. */
  async get(kind: KindInfo): Promise<KindSchema> {
    const version = kind.group === '' ? `api/${kind.version}` : `apis/${kind.group}/${kind.version}`;
    const url = (await this.#urls()).get(version);
    if (url === undefined) throw new PortolanError('unsupported', `The server publishes no schema of ${version}.`);
    const key = `${url} ${kind.kind}`;
    const known = this.#known.get(key) ?? this.#load(url, kind);
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKept) break;
      this.#known.delete(oldest);
    }
    // A failure is not remembered.
    known.catch(() => this.#known.delete(key));
    return known;
  }

  #urls(): Promise<ReadonlyMap<string, string>> {
    const now = this.#clock.now();
    if (this.#index !== null && now - this.#index.at < indexMs) return this.#index.urls;
    const urls = this.#readIndex();
    const index = { at: now, urls };
    this.#index = index;
    urls.catch(() => {
      if (this.#index === index) this.#index = null;
    });
    return urls;
  }

  async #readIndex(): Promise<ReadonlyMap<string, string>> {
    const body = await this.#read('/openapi/v3');
    const paths = isFields(body) && isFields(body.paths) ? Object.entries(body.paths) : [];
    return new Map(
      paths.flatMap(([path, entry]) => {
        const url = isFields(entry) ? entry.serverRelativeURL : undefined;
        return typeof url === 'string' && url.startsWith('/') ? [[path, url] as const] : [];
      }),
    );
  }

  async #load(url: string, { group, version, kind }: KindInfo): Promise<KindSchema> {
    const body = await this.#read(url);
    const components = isFields(body) && isFields(body.components) ? body.components : {};
    const schemas = isFields(components.schemas) ? components.schemas : {};
    const root = typeOf(schemas, { group, version, kind });
    if (root === null) throw new PortolanError('unsupported', `The server publishes no schema of ${kind}.`);
    const hash = new URLSearchParams(url.split('?')[1] ?? '').get('hash') ?? url;
    return { hash, root, types: closureOf(schemas, root) };
  }

  async #read(path: string): Promise<unknown> {
    const response = await this.#cluster.request(
      { method: 'GET', path, headers: { accept: 'application/json' } },
      this.#cluster.signal,
    );
    if (response.status === 404 || response.status === 406) {
      throw new PortolanError('unsupported', 'The server publishes no OpenAPI v3 schema.');
    }
    if (response.status >= 300) throw httpError(response, 'The schema cannot be read');
    try {
      return JSON.parse(response.text);
    } catch {
      throw new PortolanError('internal', 'The schema cannot be read: the server’s answer is no JSON.');
    }
  }
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
