import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { PortolanError } from '../../shared/errors.ts';
import { Body } from './body.ts';
import { dial, secureContextOf, type Target, targetOf } from './dial.ts';
import { cancelled, timedOut, transportError } from './errors.ts';
import { H1Link } from './h1.ts';
import { H2Link, type PingOptions } from './h2.ts';
import { type Link, type Prepared, type RawResponse, StaleConnection } from './link.ts';
import { parseProxy, proxyAuthorization, sendsWholeUrl } from './proxy.ts';
import type { ConnectionConfig, Credentials, HttpRequest, HttpResponse, HttpSession } from './types.ts';

/*
 * Node's own http2 and http instead of undici. Measured: reading 287 MB of lists costs 200 ms of processor time with Node's http2,
 * 470–720 ms with undici's HTTP/2, 450–580 ms with Node's HTTP/1.1. undici also adds memory to every engine's thread, and its HTTP/2 client leaves neither the ping nor the windows to us.
 */

export interface SessionOptions {
  /** Must not begin with `curl` or `Mozilla`: API servers pretty-print for those. */
  readonly userAgent: string;
  /** TCP, proxy and TLS together, ms. */
  readonly connectTimeoutMs?: number;
  readonly ping?: PingOptions;
}

const MAX_TEXT = 64 << 20;

/** Opens nothing yet: the first request dials. Throws `invalid` for material that cannot be read. */
export function openSession(config: ConnectionConfig, credentials: Credentials, options: SessionOptions): HttpSession {
  return new Session(config, credentials, options);
}

class Session implements HttpSession {
  readonly #config: ConnectionConfig;
  readonly #options: SessionOptions;
  readonly #target: Target;
  readonly #closed = new AbortController();
  readonly #links = new Set<Link>();
  #credentials: Credentials;
  #context: ReturnType<typeof secureContextOf>;
  #link: Promise<Link> | null = null;
  #current: Link | null = null;

  constructor(config: ConnectionConfig, credentials: Credentials, options: SessionOptions) {
    this.#config = config;
    this.#options = options;
    this.#target = targetOf(config.server);
    this.#credentials = credentials;
    this.#context = secureContextOf(config, credentials, this.#target);
  }

  get protocol(): 'h2' | 'http/1.1' | null {
    return this.#current?.protocol ?? null;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const stop = new AbortController();
    const signals = [stop.signal, this.#closed.signal];
    const signal = AbortSignal.any(request.signal === undefined ? signals : [...signals, request.signal]);
    if (signal.aborted) throw cancelled();
    let late = false;
    const limit = request.headersTimeoutMs ?? 0;
    const timer =
      limit > 0
        ? setTimeout(() => {
            late = true;
            stop.abort();
          }, limit)
        : null;
    try {
      const { raw, link } = await this.#send(this.#prepare(request, signal));
      return this.#response(raw, link, request);
    } catch (error) {
      if (late) throw timedOut(this.#target.label, 'has not answered', limit);
      if (signal.aborted) throw cancelled();
      throw transportError(error, this.#target.label);
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  async text(
    request: HttpRequest,
    maxBytes = MAX_TEXT,
  ): Promise<{ status: number; headers: HttpResponse['headers']; text: string }> {
    const response = await this.request(request);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > maxBytes) {
        const message = `The answer of ${this.#target.label} is larger than ${Math.round(maxBytes / 1048576)} MiB.`;
        throw new PortolanError('invalid', message);
      }
      chunks.push(chunk);
    }
    return { status: response.status, headers: response.headers, text: Buffer.concat(chunks, size).toString('utf8') };
  }

  setCredentials(credentials: Credentials): void {
    const before = this.#credentials;
    this.#credentials = credentials;
    if (before.clientCert === credentials.clientCert && before.clientKey === credentials.clientKey) return;
    this.#context = secureContextOf(this.#config, credentials, this.#target);
    this.#retireCurrent();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const pending = this.#link;
    this.#link = null;
    for (const link of this.#links) link.destroy();
    this.#links.clear();
    // A dial under way ends by the signal; its link, if it came, was destroyed with the others.
    await pending?.then(
      (link) => link.destroy(),
      () => {},
    );
  }

  #retireCurrent(): void {
    this.#link = null;
    this.#current?.retire();
    this.#current = null;
  }

  #prepare(request: HttpRequest, signal: AbortSignal): Prepared {
    const target = this.#target;
    const host = target.host.includes(':') ? `[${target.host}]` : target.host;
    const headers: Record<string, string | readonly string[]> = {
      'user-agent': this.#options.userAgent,
      host: `${host}:${target.port}`,
      ...this.#credentials.headers,
    };
    if (!target.loopback && !this.#config.disableCompression) headers['accept-encoding'] = 'gzip';
    for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
    if (request.body !== undefined) headers['content-length'] = String(Buffer.byteLength(request.body));
    let path = target.prefix + request.path;
    if (sendsWholeUrl(this.#config.proxyUrl, target)) {
      path = `http://${host}:${target.port}${path}`;
      const authorization = proxyAuthorization(parseProxy(this.#config.proxyUrl ?? ''));
      if (authorization !== undefined) headers['proxy-authorization'] = authorization;
    }
    return { method: request.method, path, headers, body: request.body, signal };
  }

  /** Sends; once more when the kept-alive connection turned out to be gone before the server can have begun. */
  async #send(prepared: Prepared): Promise<{ raw: RawResponse; link: Link }> {
    for (let tries = 1; ; tries++) {
      const link = await untilAborted(this.#connected(), prepared.signal);
      try {
        return { raw: await link.send(forProtocol(prepared, link)), link };
      } catch (error) {
        const again = error instanceof StaleConnection && tries < 3 && !prepared.signal.aborted;
        if (!again) throw error;
        if (link.protocol === 'h2' && !link.usable && this.#current === link) this.#retireCurrent();
      }
    }
  }

  #connected(): Promise<Link> {
    if (this.#current !== null && !this.#current.usable) this.#retireCurrent();
    if (this.#link !== null) return this.#link;
    const link = this.#connect();
    this.#link = link;
    link.then(
      (made) => {
        if (this.#link === link) this.#current = made;
        else made.retire();
      },
      () => {
        if (this.#link === link) this.#link = null;
      },
    );
    return link;
  }

  async #connect(): Promise<Link> {
    const socket = await this.#dial(this.#target.secure ? ['h2', 'http/1.1'] : []);
    if (this.#closed.signal.aborted) {
      socket.destroy();
      throw cancelled();
    }
    const target = this.#target;
    const isH2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
    const ping = this.#options.ping ?? { afterMs: 30_000, timeoutMs: 15_000 };
    const link = isH2
      ? new H2Link(socket, `https://${target.label}`, target.label, ping)
      : new H1Link(socket, () => this.#dial(target.secure ? ['http/1.1'] : []), target);
    this.#links.add(link);
    for (const old of this.#links) if (!old.usable) this.#links.delete(old);
    return link;
  }

  #dial(alpn: readonly string[]): ReturnType<typeof dial> {
    return dial({
      config: this.#config,
      target: this.#target,
      context: this.#context,
      alpn,
      timeoutMs: this.#options.connectTimeoutMs ?? 15_000,
      signal: this.#closed.signal,
    });
  }

  #response(raw: RawResponse, link: Link, request: HttpRequest): HttpResponse {
    const { label } = this.#target;
    const stream = decoded(raw);
    const failure = (): PortolanError | null => (link instanceof H2Link ? link.failure : null);
    const timeoutMs = request.bodyTimeoutMs ?? (link.protocol === 'http/1.1' ? request.silenceOnH1Ms : undefined);
    const body = new Body(stream, {
      timeoutMs,
      onTimeout: () => timedOut(label, 'has been silent', timeoutMs ?? 0),
      explain: (error) => {
        if (request.signal?.aborted || this.#closed.signal.aborted) return cancelled();
        return failure() ?? transportError(error, label);
      },
      cutShort: () => {
        if (!raw.cutShort()) return null;
        if (request.signal?.aborted || this.#closed.signal.aborted) return cancelled();
        return failure() ?? transportError({ code: 'ERR_STREAM_PREMATURE_CLOSE' }, label);
      },
      onActivity: () => link.touch(),
      onDone: () => {},
    });
    return { status: raw.status, headers: raw.headers, body };
  }
}

/** HTTP/2 takes the host as `:authority` from the session and knows no connection headers. */
function forProtocol(prepared: Prepared, link: Link): Prepared {
  if (link.protocol !== 'h2') return prepared;
  const { host: _host, ...headers } = prepared.headers;
  return { ...prepared, headers };
}

function decoded(raw: RawResponse): Readable {
  if (raw.headers['content-encoding'] !== 'gzip') return raw.stream;
  // Every line of a watch must come out when it came in: flush at each chunk.
  const gunzip = zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH });
  raw.stream.once('error', (error) => gunzip.destroy(error));
  raw.stream.once('close', () => {
    if (raw.cutShort()) gunzip.destroy();
  });
  gunzip.once('close', () => raw.stream.destroy());
  return raw.stream.pipe(gunzip);
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(cancelled());
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
