import type { HttpResponse } from '../../transport/types.ts';
import { type ListMeta, NO_META } from '../read/json-list.ts';
import { contentTypeOf, get, transportFailure } from './http.ts';
import { AttemptFailed, type ReflectorDeps } from './types.ts';

/** A page under way: its metadata is known before its body is complete. */
interface Page {
  readonly meta: Promise<ListMeta | null>;
  readonly body: Promise<{ readonly bytes: Uint8Array; readonly length: number; readonly contentType: string }>;
}

/**
 * A paged list: 50 first, painted at once, then `size` (500) each, the next one asked for as soon as this one's first bytes say where
 * it begins. Answers the list's resourceVersion. Throws AttemptFailed; `expired` when a continue token is too old.
 */
export async function listPages(deps: ReflectorDeps, signal: AbortSignal, size = deps.limits.page): Promise<string> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  try {
    let version = '';
    let page = start(deps, Math.min(deps.limits.firstPage, size), '', both);
    let token = '';
    for (;;) {
      const early = await page.meta;
      if (early !== null && early.continue !== '' && early.continue === token) throw endless();
      const next = early !== null && early.continue !== '' ? start(deps, size, early.continue, both) : null;
      const { bytes, length, contentType } = await page.body;
      const meta = read(deps, bytes, length, contentType);
      release(bytes);
      if (meta.resourceVersion !== '') version = meta.resourceVersion;
      deps.intake.batchEnd(meta.remaining);
      if (meta.continue === '') return version;
      if (meta.continue === token) throw endless();
      token = meta.continue;
      page = next ?? start(deps, size, meta.continue, both);
      // Other reflectors, views and requests of this engine get their turn between two pages.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    stop.abort();
  }
}

/** A page is megabytes, and an idle engine collects no garbage for hours: its memory goes back at once. */
function release(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

function read(deps: ReflectorDeps, bytes: Uint8Array, length: number, contentType: string): ListMeta {
  try {
    return deps.codec.readPage(contentType, bytes, length, (item) => deps.intake.item(item));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AttemptFailed({ type: 'garbled', reason: `A page of the list cannot be read: ${reason}` });
  }
}

function start(deps: ReflectorDeps, limit: number, token: string, signal: AbortSignal): Page {
  const query = [`limit=${limit}`];
  // resourceVersion and its match are cleared on later pages; ours are unset from the beginning (`KUBERNETES.md` §2).
  if (token !== '') query.push(`continue=${encodeURIComponent(token)}`);
  const path = pathOf(deps, query);
  let known: (meta: ListMeta | null) => void = () => {};
  const meta = new Promise<ListMeta | null>((resolve) => {
    known = resolve;
  });
  const body = (async () => {
    const options = { path, accept: deps.codec.listAccept, signal, bodyTimeoutMs: deps.limits.listSilenceMs };
    const response = await get(deps, options);
    return collect(deps, response, known, signal);
  })();
  // The reader awaits `body` in its own time; a failure before that must not count as unhandled.
  body.catch(() => {}).finally(() => known(null));
  return { meta, body };
}

export function pathOf(deps: ReflectorDeps, query: readonly string[]): string {
  const all = [...query, deps.query, deps.codec.query].filter((part) => part !== '');
  return `${deps.path}?${all.join('&')}`;
}

const SNIFF_LIMIT = 1 << 16;
/** No page is read beyond this: an engine that swallows it all would be replaced for its memory, again and again. */
const MAX_PAGE = 128 << 20;

async function collect(
  deps: ReflectorDeps,
  response: HttpResponse,
  known: (meta: ListMeta | null) => void,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; length: number; contentType: string }> {
  const contentType = contentTypeOf(response);
  const size = Number(response.headers['content-length'] ?? 0);
  let bytes = Buffer.allocUnsafeSlow(Number.isFinite(size) && size > 0 ? Math.min(size + 2, 1 << 28) : 1 << 18);
  let length = 0;
  let sniffing = true;
  let late = false;
  const cancel = deps.clock.setTimeout(() => {
    late = true;
    response.body.cancel();
  }, deps.limits.pageMs);
  try {
    for await (const chunk of response.body) {
      if (length + chunk.length > MAX_PAGE) throw tooLarge();
      if (length + chunk.length >= bytes.length) {
        const bigger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, length + chunk.length + 1));
        bytes.copy(bigger, 0, 0, length);
        bytes = bigger;
      }
      bytes.set(chunk, length);
      length += chunk.length;
      // `scan.ts` wants an end that stops it.
      bytes[length] = 0;
      if (!sniffing) continue;
      const meta = deps.codec.sniff(contentType, bytes, length);
      sniffing = meta === null && length < SNIFF_LIMIT;
      if (meta !== null) known(meta);
    }
  } catch (error) {
    response.body.cancel();
    throw transportFailure(error, false, signal);
  } finally {
    cancel();
  }
  if (late) throw tooSlow(deps.limits.pageMs);
  return { bytes, length, contentType };
}

/** A proxy's cache, say, that knows one answer for all pages: it would be asked for ever. */
function endless(): AttemptFailed {
  const reason = 'The list never ends: a page says that the next one is itself.';
  return new AttemptFailed({ type: 'garbled', reason });
}

function tooSlow(ms: number): AttemptFailed {
  const reason = `A page of the list did not arrive whole within ${Math.round(ms / 1000)} s.`;
  return new AttemptFailed({ type: 'transport', reason, connecting: false, smaller: true });
}

function tooLarge(): AttemptFailed {
  const reason = `A page of the list is larger than ${MAX_PAGE >> 20} MiB.`;
  return new AttemptFailed({ type: 'garbled', reason, smaller: true });
}

/** One object's worth of a list: does the server's data reach as far as what was seen? Answers its resourceVersion. */
export async function probeVersion(deps: ReflectorDeps, signal: AbortSignal): Promise<string> {
  const page = start(deps, 1, '', signal);
  const { bytes, length, contentType } = await page.body;
  let meta: ListMeta = NO_META;
  try {
    meta = deps.codec.readPage(contentType, bytes, length, () => {});
  } catch {
    // Unreadable: the watch that follows will say so.
  }
  return meta.resourceVersion;
}
