/** etcd's JSON gateway (`/v3/kv/…`), for what only the store itself can do: compaction, and writing what no client may write. */

export interface EtcdDoor {
  /** The store's current revision: the newest resourceVersion of the cluster. */
  revision(): Promise<number>;
  /** Forgets everything before the current revision; a list's `continue` from before answers 410 then. */
  compact(): Promise<void>;
  /** Every value whose key starts with `prefix` (`/registry/pods/`). */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: string }[]>;
  put(key: string, value: string): Promise<void>;
}

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

/** The first key after all keys with this prefix. */
function prefixEnd(prefix: string): string {
  const bytes = Buffer.from(prefix, 'utf8');
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) + 1;
  return bytes.toString('base64');
}

interface RangeAnswer {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly { readonly key: string; readonly value: string }[];
}

/** @param url client address of etcd, `http://127.0.0.1:port` */
export function createEtcdDoor(url: string): EtcdDoor {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${url}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`etcd ${path}: ${await response.text()}`);
    return response.json();
  };
  const range = async (body: object): Promise<RangeAnswer> => {
    const answer = await post('range', body);
    if (!isRangeAnswer(answer)) throw new Error('etcd answered a range without a header');
    return answer;
  };
  const revision = async (): Promise<number> =>
    Number((await range({ key: encode('/'), count_only: true })).header.revision);
  return {
    revision,
    compact: async () => {
      await post('compaction', { revision: String(await revision()), physical: true });
    },
    list: async (prefix) => {
      const answer = await range({ key: encode(prefix), range_end: prefixEnd(prefix) });
      return (answer.kvs ?? []).map(({ key, value }) => ({ key: decode(key), value: decode(value) }));
    },
    put: async (key, value) => {
      await post('put', { key: encode(key), value: encode(value) });
    },
  };
}

function isRangeAnswer(answer: unknown): answer is RangeAnswer {
  return typeof answer === 'object' && answer !== null && 'header' in answer;
}
