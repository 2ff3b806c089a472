import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isMethodName } from '../../shared/contract/index.ts';
import { Disposer } from '../../shared/disposable.ts';
import type { ErrorInfo, Reply } from '../../shared/errors.ts';
import type { Host } from '../core/types.ts';
import { bearer, type Refusal, socketProtocols, WebGuard } from './guard.ts';
import type { Pages } from './pages.ts';
import { serveStream } from './stream-socket.ts';
import { WindowSocket } from './window-socket.ts';

const mostBody = 8 << 20;
const loopback = '127.0.0.1';

export interface WebServerOptions {
  readonly host: Host;
  readonly pages: Pages;
}

/** The product on a loopback web server: `POST /api/call/<method>`, one event socket per window, and the renderer's files. */
export class WebServer {
  readonly #host: Host;
  readonly #pages: Pages;
  readonly #guard = new WebGuard();
  readonly #windows = new Map<string, WindowSocket>();
  readonly #streams = new Set<WebSocket>();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 1 << 20,
    handleProtocols: (offered) => (offered.has('portolan.v1') ? 'portolan.v1' : false),
  });
  readonly #ends = new Disposer();

  constructor({ host, pages }: WebServerOptions) {
    this.#host = host;
    this.#pages = pages;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens on 127.0.0.1 only. Rejects with the system's error; answers the port. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, loopback, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    const chosen = typeof address === 'object' && address !== null ? address.port : port;
    this.#guard.listensOn(chosen);
    this.#pages.listensOn(chosen);
    this.#ends.add(() => this.#stop());
    return chosen;
  }

  /** The address with this launch's token in the fragment, which no server and no log ever sees; `place` is a path below it. */
  url(port: number, place = ''): string {
    return `http://${loopback}:${port}/${place}#token=${this.#guard.token}`;
  }

  close(): Promise<void> {
    return this.#ends.dispose();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const stranger = this.#guard.checkHost(request);
    if (stranger !== null) return refuse(response, stranger);
    if (path !== '/api' && !path.startsWith('/api/')) return this.#pages.serve(request, response);
    const refusal = this.#guard.checkOrigin(request) ?? this.#guard.checkToken(bearer(request));
    if (refusal !== null) return refuse(response, refusal);
    if (!path.startsWith('/api/call/')) return failure(response, 404, 'unsupported', `There is no ${path}.`);
    if (request.method !== 'POST') return failure(response, 405, 'unsupported', 'Calls are made with POST.');
    await this.#call(request, response, decodeURIComponent(path.slice('/api/call/'.length)));
  }

  async #call(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const body = await readBody(request);
    if (body === null) return failure(response, 413, 'invalid', `An input is at most ${mostBody >> 20} MiB.`);
    const input = parseJson(body);
    if (input === undefined) return failure(response, 400, 'invalid', 'The input is not JSON.');
    const named = request.headers['x-portolan-window'];
    const windowId = typeof named === 'string' ? named : null;
    if (windowId !== null && !this.#windows.has(windowId)) {
      return failure(response, 409, 'cancelled', 'The event socket of this window is not open.');
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    // A call without a window is a window of its own that ends with the answer.
    const from = windowId ?? `once-${randomUUID()}`;
    try {
      const reply = await this.#host.call(method, input, { windowId: from, signal: gone.signal });
      send(response, isMethodName(method) ? statusOf(reply) : 404, reply);
    } finally {
      if (windowId === null) this.#host.closeWindow(from);
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { token, windowId } = socketProtocols(request);
    const refusal = this.#guard.checkHost(request) ?? this.#guard.checkOrigin(request) ?? this.#guard.checkToken(token);
    if (refusal !== null) {
      drop(socket, refusal.status);
      return;
    }
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (windowId !== null && this.#windows.has(windowId) && path.startsWith('/api/stream/')) {
      const name = path.slice('/api/stream/'.length);
      this.#sockets.handleUpgrade(request, socket, head, (opened) => {
        this.#streams.add(opened);
        opened.once('close', () => this.#streams.delete(opened));
        serveStream(opened, name, windowId, this.#host);
      });
      return;
    }
    if (path !== '/api/events' || windowId === null || !/^[A-Za-z0-9-]{8,64}$/.test(windowId)) {
      drop(socket, 400);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      // A page that reconnects before its old socket was noticed to be dead takes its window over.
      const old = this.#windows.get(windowId);
      this.#windows.delete(windowId);
      old?.close(4000);
      const start = (): void => {
        const window = new WindowSocket(opened, windowId, this.#host, () => {
          if (this.#windows.get(windowId) === window) this.#windows.delete(windowId);
        });
        this.#windows.set(windowId, window);
      };
      if (old === undefined) start();
      else old.closed.then(start);
    });
  }

  async #stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const stream of this.#streams) stream.terminate();
    for (const window of this.#windows.values()) window.close(1001);
    await Promise.all([...this.#windows.values()].map((window) => window.closed));
    this.#server.closeAllConnections();
    await closed;
  }
}

function statusOf(reply: Reply<unknown>): number {
  return !reply.ok && reply.error.code === 'cluster-required' ? 400 : 200;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}

function failure(response: ServerResponse, status: number, code: ErrorInfo['code'], message: string): void {
  send(response, status, { ok: false, error: { code, message } });
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  // The rest of a refused body is not read.
  response.setHeader('connection', 'close');
  failure(response, status, code, message);
}

function drop(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${status === 401 ? 'Unauthorized' : 'Forbidden'}\r\nConnection: close\r\n\r\n`);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBody) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // JSON has no undefined, so it can stand for "not JSON".
  }
}
