import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type net from 'node:net';
import { PortolanError } from '../../shared/errors.ts';
import { type Link, type Prepared, type RawResponse, StaleConnection } from './link.ts';
import { http2 } from './node.ts';

/** Bulk lists must not wait for window updates: 16 MiB a stream, 64 MiB a connection. */
const STREAM_WINDOW = 16 << 20;
const CONNECTION_WINDOW = 64 << 20;

export interface PingOptions {
  /** Silence after which a ping is sent, ms (client-go `ReadIdleTimeout`, 30 s). */
  readonly afterMs: number;
  /** How long its answer may take, ms (client-go `PingTimeout`, 15 s). */
  readonly timeoutMs: number;
}

export class H2Link implements Link {
  readonly protocol = 'h2';
  readonly #session: ClientHttp2Session;
  readonly #socket: net.Socket;
  readonly #ping: PingOptions;
  readonly #label: string;
  #lastHeard = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #usable = true;
  #failure: PortolanError | null = null;

  constructor(socket: net.Socket, authority: string, label: string, ping: PingOptions) {
    this.#label = label;
    this.#ping = ping;
    this.#socket = socket;
    this.#session = http2.connect(authority, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW, maxFrameSize: 1 << 20 },
      maxSessionMemory: 512,
    });
    this.#session.once('connect', () => this.#session.setLocalWindowSize(CONNECTION_WINDOW));
    this.#session.once('goaway', () => this.#stop());
    this.#session.once('close', () => this.#end());
    // Every stream reports its own end; the session's error says nothing more, and unheard it would end the process.
    this.#session.on('error', () => this.#stop());
    this.#watch(ping.afterMs);
  }

  get usable(): boolean {
    return this.#usable && !this.#session.closed && !this.#session.destroyed;
  }

  send(request: Prepared): Promise<RawResponse> {
    if (!this.usable) return Promise.reject(new StaleConnection('the HTTP/2 session is closing'));
    const stream = this.#session.request(
      { ...request.headers, ':method': request.method, ':path': request.path },
      { endStream: request.body === undefined, signal: request.signal },
    );
    return new Promise((resolve, reject) => {
      let answered = false;
      const fail = (error: Error): void => {
        if (!answered) reject(this.#failure ?? refused(stream, error));
      };
      stream.once('error', fail);
      stream.once('close', () => fail(new StaleConnection('the stream was closed before an answer')));
      stream.once('response', (headers) => {
        answered = true;
        this.touch();
        resolve({
          status: Number(headers[':status']),
          headers: plain(headers),
          stream,
          cutShort: () => stream.aborted || (stream.rstCode ?? 0) !== 0 || this.#failure !== null,
        });
      });
      if (request.body !== undefined) stream.end(request.body);
    });
  }

  /** Why the connection was given up (no answer to a ping), when that is why. */
  get failure(): PortolanError | null {
    return this.#failure;
  }

  touch(): void {
    this.#lastHeard = performance.now();
  }

  retire(): void {
    this.#stop();
    if (!this.#session.destroyed) this.#session.close();
  }

  destroy(): void {
    this.#stop();
    this.#session.destroy();
    this.#socket.destroy();
    this.#end();
  }

  #stop(): void {
    this.#usable = false;
  }

  #end(): void {
    this.#stop();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #watch(ms: number): void {
    this.#timer = setTimeout(() => {
      const silent = performance.now() - this.#lastHeard;
      if (silent + 1 < this.#ping.afterMs) this.#watch(this.#ping.afterMs - silent);
      else this.#sendPing();
    }, ms);
  }

  #sendPing(): void {
    // After GOAWAY the session is gone as soon as its last stream is; its `close` waits for a server that may never hang up.
    if (this.#session.destroyed) {
      this.#socket.destroy();
      this.#end();
      return;
    }
    const sentAt = performance.now();
    const sent = this.#session.ping((error) => {
      if (error === null) this.touch();
    });
    if (!sent) {
      this.#giveUp();
      return;
    }
    this.#timer = setTimeout(() => {
      if (this.#lastHeard >= sentAt)
        this.#watch(Math.max(1, this.#ping.afterMs - (performance.now() - this.#lastHeard)));
      else this.#giveUp();
    }, this.#ping.timeoutMs);
  }

  #giveUp(): void {
    const seconds = Math.round((this.#ping.afterMs + this.#ping.timeoutMs) / 1000);
    const message = `${this.#label} has been silent for ${seconds} s and does not answer a ping.`;
    this.#failure = new PortolanError('unreachable', message, { detail: 'ERR_HTTP2_PING_TIMEOUT' });
    this.#session.destroy(this.#failure);
    this.#socket.destroy();
    this.#end();
  }
}

/** A stream the server refused unprocessed, or that found the session closed, may be sent again. */
function refused(stream: ClientHttp2Stream, error: Error): Error {
  const code = 'code' in error ? error.code : '';
  const gone = code === 'ERR_HTTP2_GOAWAY_SESSION' || code === 'ERR_HTTP2_INVALID_SESSION';
  if (stream.rstCode === http2.constants.NGHTTP2_REFUSED_STREAM || gone) return new StaleConnection(error.message);
  return error;
}

function plain(headers: IncomingHttpHeaders): RawResponse['headers'] {
  const result: Record<string, string | string[] | undefined> = {};
  for (const [name, value] of Object.entries(headers)) if (!name.startsWith(':')) result[name] = value;
  return result;
}
