import type { ClientRequest, ClientRequestArgs, OutgoingHttpHeaders, RequestOptions } from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import { type Link, type Prepared, type RawResponse, StaleConnection } from './link.ts';
import { http } from './node.ts';

/** Connections kept open without a request; a watch or a request in flight has its own. */
const IDLE_CONNECTIONS = 6;

/** Node's agent, over our own dialer: TLS, proxies and verification are the same as for HTTP/2. */
class DialingAgent extends http.Agent {
  readonly #dial: () => Promise<net.Socket>;
  #spare: net.Socket | null;

  constructor(first: net.Socket, dial: () => Promise<net.Socket>) {
    super({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS });
    this.#dial = dial;
    this.#spare = first;
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null && !spare.destroyed) return spare;
    this.#dial().then(
      (socket) => callback?.(null, socket),
      (error: Error) => failed(callback, error),
    );
    return undefined;
  }

  override destroy(): void {
    this.#spare?.destroy();
    this.#spare = null;
    super.destroy();
  }
}

/** The agent's callback takes an error alone; its type wants a stream beside it. */
function failed(callback: ((error: Error | null, stream: Duplex) => void) | undefined, error: Error): void {
  const fail: ((error: Error | null, ...rest: never[]) => void) | undefined = callback as
    | ((error: Error | null) => void)
    | undefined;
  fail?.(error);
}

export class H1Link implements Link {
  readonly protocol = 'http/1.1';
  readonly #agent: DialingAgent;
  readonly #running = new Set<ClientRequest>();
  readonly #base: RequestOptions;
  #usable = true;

  /** `wholeUrl`: requests name the whole URL, for a plain server behind an http proxy. */
  constructor(first: net.Socket, dial: () => Promise<net.Socket>, base: { host: string; port: number }) {
    this.#agent = new DialingAgent(first, dial);
    this.#base = { host: base.host, port: base.port, agent: this.#agent };
  }

  get usable(): boolean {
    return this.#usable;
  }

  send(request: Prepared): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      const outgoing = http.request({
        ...this.#base,
        method: request.method,
        path: request.path,
        headers: request.headers as OutgoingHttpHeaders,
        signal: request.signal,
      });
      this.#running.add(outgoing);
      outgoing.once('close', () => this.#done(outgoing));
      outgoing.once('response', (response) => {
        // The body's reader listens a turn later; an error in between must not end the process.
        response.on('error', () => {});
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          stream: response,
          cutShort: () => !response.complete,
        });
      });
      outgoing.on('error', (error) => {
        const code = 'code' in error ? error.code : '';
        const gone = outgoing.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
        const idleClosed = gone && (request.method === 'GET' || request.method === 'HEAD');
        reject(idleClosed ? new StaleConnection(error.message) : error);
      });
      outgoing.end(request.body);
    });
  }

  touch(): void {
    // Silence on HTTP/1.1 is judged by whoever reads: there is no ping.
  }

  retire(): void {
    this.#usable = false;
    if (this.#running.size === 0) this.#agent.destroy();
  }

  destroy(): void {
    this.#usable = false;
    this.#agent.destroy();
  }

  #done(request: ClientRequest): void {
    this.#running.delete(request);
    if (!this.#usable && this.#running.size === 0) this.#agent.destroy();
  }
}
