import type { Cluster } from '../../cluster/cluster.ts';
import { type Listed, listed } from './parse.ts';

/** A denied cluster-wide list is looked for in at most this many namespaces one by one. */
const mostNamespaces = 8;

export type Read<T> =
  | { readonly type: 'ok'; readonly value: T }
  | { readonly type: 'denied' }
  | { readonly type: 'none' };

export interface Reader {
  readonly cluster: Cluster;
  /** Where a user without rights on the whole cluster may look. */
  readonly namespaces: readonly string[];
  readonly signal: AbortSignal;
}

/** The body of one small GET. `denied`: 403; `none`: not served there. Throws this cluster's reason when it does not answer. */
export async function readText({ cluster, signal }: Reader, path: string, accept: string): Promise<Read<string>> {
  const { status, text } = await cluster.peek({ path, accept }, signal);
  if (status === 200) return { type: 'ok', value: text };
  return status === 403 ? { type: 'denied' } : { type: 'none' };
}

/** A list over all namespaces, or over those this user may read, added up. */
export async function readList(reader: Reader, resource: string, query: string): Promise<Read<Listed>> {
  const whole = await readText(reader, `/api/v1/${resource}?${query}`, 'application/json');
  if (whole.type === 'ok') return { type: 'ok', value: listed(whole.value) };
  if (whole.type === 'none' || reader.namespaces.length === 0) return whole;
  const parts = await Promise.all(
    reader.namespaces
      .slice(0, mostNamespaces)
      .map((namespace) =>
        readText(
          reader,
          `/api/v1/namespaces/${encodeURIComponent(namespace)}/${resource}?${query}`,
          'application/json',
        ),
      ),
  );
  const read = parts.flatMap((part) => (part.type === 'ok' ? [listed(part.value)] : []));
  if (read.length === 0) return { type: 'denied' };
  const total = read.reduce<number | null>(
    (sum, one) => (sum === null || one.total === null ? null : sum + one.total),
    0,
  );
  return {
    type: 'ok',
    value: { items: read.flatMap((one) => one.items), total, more: read.some((one) => one.more) },
  };
}
