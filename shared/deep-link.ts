/**
 * Addresses of places: `portolan://cluster/<clusterId>/<kind>/<namespace>/<name>?tab=&filter=&ns=` in the desktop, the same path on
 * the web host. Every part is percent-encoded, so that any context name makes an address and splits one way.
 */

export interface DeepLink {
  readonly clusterId: string;
  /** `null`: the cluster's tab, wherever it is. */
  readonly place: LinkPlace | null;
  /** Beside the list of its kind; namespace `''` for what has none. */
  readonly object: { readonly namespace: string; readonly name: string } | null;
  /** Of the object's details. */
  readonly tab: string | null;
  /** Of the list. `null`: as it was; `''`: none. */
  readonly filter: string | null;
  /** Of the list. `null`: as they were; none: all. */
  readonly namespaces: readonly string[] | null;
}

export type LinkPlace =
  | { readonly type: 'kind'; readonly kind: string }
  | { readonly type: 'page'; readonly id: string };

export const LINK_SCHEME = 'portolan';
const ROOM = 'cluster';
/** Stands for no namespace: no namespace is called so. */
const NO_NAMESPACE = '-';
/** Begins the name of a page beside the kinds: no kind is called so. */
const PAGE = '~';

export const plainLink = (clusterId: string): DeepLink => ({
  clusterId,
  place: null,
  object: null,
  tab: null,
  filter: null,
  namespaces: null,
});

/** What an address names; `null` when it is none of ours, or cannot be decoded. Takes a `portolan:` link, a web address or its path. */
export function parseDeepLink(text: string): DeepLink | null {
  const [address = '', query = ''] = (text.split('#', 1)[0] ?? '').split('?', 2);
  const path = pathOf(address);
  if (path === null) return null;
  try {
    const [room, clusterId = '', where = '', ...rest] = path.split('/').map(decodeURIComponent);
    if (room !== ROOM || clusterId === '') return null;
    const place = placeOf(where);
    const options = optionsOf(query);
    return {
      clusterId,
      place,
      object: place?.type === 'kind' ? objectOf(rest) : null,
      tab: options.get('tab') ?? null,
      filter: options.get('filter') ?? null,
      namespaces: namespacesOf(options.get('ns')),
    };
  } catch {
    // Not percent-encoding at all: an address somebody else made.
    return null;
  }
}

/** `base` is `portolan://` or a web origin with its slash. */
export function formatDeepLink(link: DeepLink, base: string): string {
  const { place, object } = link;
  const parts = [ROOM, encodeURIComponent(link.clusterId)];
  if (place?.type === 'page') parts.push(PAGE + encodeURIComponent(place.id));
  if (place?.type === 'kind') {
    parts.push(encodeURIComponent(place.kind));
    if (object !== null) {
      parts.push(object.namespace === '' ? NO_NAMESPACE : encodeURIComponent(object.namespace));
      parts.push(encodeURIComponent(object.name));
    }
  }
  const options = [
    ['tab', link.tab],
    ['filter', link.filter],
    ['ns', link.namespaces === null ? null : link.namespaces.join(',')],
  ].flatMap(([key, value]) => (value === null ? [] : [`${key}=${encodeURIComponent(value ?? '')}`]));
  return `${base}${parts.join('/')}${options.length === 0 ? '' : `?${options.join('&')}`}`;
}

function pathOf(address: string): string | null {
  const own = `${LINK_SCHEME}:`;
  if (address.toLowerCase().startsWith(own)) return address.slice(own.length).replace(/^\/*/, '');
  const web = /^https?:\/\/[^/]*\/(.*)$/i.exec(address);
  if (web !== null) return web[1] ?? '';
  return address.startsWith('/') ? address.slice(1) : null;
}

function placeOf(where: string): LinkPlace | null {
  if (where === '') return null;
  return where.startsWith(PAGE) ? { type: 'page', id: where.slice(PAGE.length) } : { type: 'kind', kind: where };
}

/** `<namespace>/<name>`; a name alone is one without a namespace. */
function objectOf(rest: readonly string[]): DeepLink['object'] {
  const [first = '', second = ''] = rest;
  if (first === '') return null;
  if (second === '') return { namespace: '', name: first };
  return { namespace: first === NO_NAMESPACE ? '' : first, name: second };
}

function optionsOf(query: string): ReadonlyMap<string, string> {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      const [key, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [decodeURIComponent(key), decodeURIComponent(value.replaceAll('+', ' '))];
    });
  return new Map(pairs);
}

function namespacesOf(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null;
  return text.split(',').filter((name) => name !== '');
}
