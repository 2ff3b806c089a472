import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is not answered. */
export type Refusal =
  | { readonly status: 401; readonly code: 'unauthenticated'; readonly message: string }
  | { readonly status: 403; readonly code: 'forbidden'; readonly message: string };

/**
 * Who may talk to the loopback host (`SAFETY.md` §1): requests that were addressed to it by one of its own names (a rebound DNS
 * name is not), that come from its own page or from no page at all, and that carry this launch's token.
 */
export class WebGuard {
  readonly token = randomBytes(32).toString('base64url');
  readonly #digest = digest(this.token);
  #hosts: ReadonlySet<string> = new Set();
  #origins: ReadonlySet<string> = new Set();

  /** The port is known only when the server listens. */
  listensOn(port: number): void {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    this.#origins = new Set([...this.#hosts].map((host) => `http://${host}`));
  }

  /** For every request, static files included. */
  checkHost(request: IncomingMessage): Refusal | null {
    if (this.#hosts.has(request.headers.host ?? '')) return null;
    return { status: 403, code: 'forbidden', message: 'This address is not one of Portolan on this machine.' };
  }

  /** For calls and sockets: no other page's script, with or without the token. */
  checkOrigin(request: IncomingMessage): Refusal | null {
    const { origin } = request.headers;
    const site = request.headers['sec-fetch-site'];
    const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (!foreign && (origin === undefined || this.#origins.has(origin))) return null;
    return { status: 403, code: 'forbidden', message: 'Another page may not talk to Portolan.' };
  }

  checkToken(token: string | null): Refusal | null {
    // Digests have one length whatever was sent, so that nothing can be told from the time it takes.
    if (token !== null && timingSafeEqual(digest(token), this.#digest)) return null;
    return {
      status: 401,
      code: 'unauthenticated',
      message: 'This page belongs to an earlier start of Portolan. Open the address that it printed now.',
    };
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `Authorization: Bearer …`. */
export function bearer(request: IncomingMessage): string | null {
  return /^Bearer ([A-Za-z0-9_-]+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** `Sec-WebSocket-Protocol: portolan.v1, portolan.token.…, portolan.window.…`: the only header a browser's socket can set. */
export function socketProtocols(request: IncomingMessage): { token: string | null; windowId: string | null } {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const after = (prefix: string): string | null =>
    offered.find((name) => name.startsWith(prefix))?.slice(prefix.length) || null;
  return { token: after('portolan.token.'), windowId: after('portolan.window.') };
}
