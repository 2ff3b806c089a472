import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { NotSearched } from '../../../../shared/contract/relations.ts';
import { PortolanError, toErrorInfo } from '../../../../shared/errors.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import { kindWords } from '../../../../shared/kinds/words.ts';
import { arr, int, rec, str } from '../../../../shared/kube/read.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { apiPath } from '../catalog/api-path.ts';
import { httpError } from '../objects/status.ts';

/** Objects a page: some ten milliseconds of JSON in the host at most. */
const pageSize = 250;
/** Objects of one list that are looked at; beyond that the answer says that it is not whole. */
const most = 5_000;
/** Lists that run at the same time for one question. */
const atOnce = 4;

export interface ListAsk {
  readonly kind: KindInfo;
  /** Empty: all namespaces, or a cluster-scoped kind. */
  readonly namespace: string;
  readonly labels?: string;
  readonly fields?: string;
  /** Metadata only: cheaper, and the only way in which Secrets are ever listed here. */
  readonly metadata?: boolean;
}

/** Lists for one question about one cluster: paged, bounded, and what may not be read is noted instead of failing. */
export class Lister {
  readonly #cluster: Cluster;
  readonly #signal: AbortSignal;
  readonly notSearched: NotSearched[] = [];
  readonly partial: NotSearched[] = [];
  readonly #known = new Map<string, Promise<readonly KubeObject[] | null>>();

  constructor(cluster: Cluster, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#signal = signal;
  }

  /** The objects, or `null` when they may not be listed or the server failed: then it is noted. The same list is read once. */
  list(ask: ListAsk): Promise<readonly KubeObject[] | null> {
    const key = [ask.kind.id, ask.namespace, ask.labels, ask.fields, ask.metadata].join('\n');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const listing = this.#list(ask);
    this.#known.set(key, listing);
    return listing;
  }

  async #list(ask: ListAsk): Promise<readonly KubeObject[] | null> {
    try {
      return await this.#pages(ask);
    } catch (error) {
      this.#signal.throwIfAborted();
      const { code, message } = toErrorInfo(error);
      // The cluster itself is gone or shut out: that is no property of this list.
      if (code === 'cluster-closed' || code === 'unauthenticated' || code === 'cancelled') throw error;
      const words =
        code === 'forbidden'
          ? `You may not list ${kindWords(ask.kind)} ${placeWords(ask)}.`
          : `${kindWords(ask.kind)} ${placeWords(ask)} cannot be listed: ${message}`;
      this.notSearched.push({ kind: ask.kind.id, words, code });
      return null;
    }
  }

  async #pages(ask: ListAsk): Promise<readonly KubeObject[]> {
    const objects: KubeObject[] = [];
    let token = '';
    do {
      const page = await this.#page(ask, token);
      objects.push(...page.items);
      token = page.token;
      if (token === '' || objects.length < most) continue;
      const of = page.remaining === 0 ? '' : ` of about ${objects.length + page.remaining}`;
      const words = `Only the first ${objects.length}${of} ${kindWords(ask.kind)} ${placeWords(ask)} were searched.`;
      this.partial.push({ kind: ask.kind.id, words, code: 'too-many-requests' });
      return objects;
    } while (token !== '');
    return objects;
  }

  async #page({ kind, namespace, labels, fields, metadata }: ListAsk, token: string): Promise<Page> {
    const query = new URLSearchParams({ limit: String(pageSize) });
    if (labels !== undefined && labels !== '') query.set('labelSelector', labels);
    if (fields !== undefined && fields !== '') query.set('fieldSelector', fields);
    if (token !== '') query.set('continue', token);
    const accept =
      metadata === true || kind.id === 'secrets'
        ? 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'
        : 'application/json';
    const response = await this.#cluster.request(
      { method: 'GET', path: `${apiPath(kind, namespace, '')}?${query}`, headers: { accept } },
      this.#signal,
    );
    if (response.status >= 300) throw httpError(response, `${kind.plural} cannot be listed`);
    return pageOf(response.text, kind);
  }
}

interface Page {
  readonly items: readonly KubeObject[];
  readonly token: string;
  readonly remaining: number;
}

function pageOf(text: string, kind: KindInfo): Page {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new PortolanError('internal', `The server's list of ${kind.plural} is no JSON.`);
  }
  const meta = rec(rec(answer).metadata);
  return {
    items: arr(rec(answer).items).filter(isObject),
    token: str(meta.continue),
    remaining: int(meta.remainingItemCount),
  };
}

/** A malformed object is left out: it can be found in its list, which says so. */
export function isObject(value: unknown): value is KubeObject {
  const metadata = rec(rec(value).metadata);
  return str(metadata.name) !== '' && str(metadata.uid) !== '';
}

export const placeWords = ({ kind, namespace }: Pick<ListAsk, 'kind' | 'namespace'>): string =>
  !kind.namespaced ? 'of this cluster' : namespace === '' ? 'in all namespaces' : `in namespace ${namespace}`;

/** Runs the work for every item, a few at a time, answers in their order. The first failure ends it. */
export async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const queue = items.entries();
  const run = async (): Promise<void> => {
    for (const [at, item] of queue) results.set(at, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, run));
  return items.flatMap((_, at) => {
    const result = results.get(at);
    return result === undefined ? [] : [result];
  });
}
