import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server whose every answer the test gives by hand. */
export interface ScriptServer {
  readonly url: string;
  readonly port: number;
  /** The next request, when it comes. */
  next(): Promise<ScriptRequest>;
  /** Requests nobody has taken yet. */
  readonly pending: number;
  /** Closes every connection and the port; `open` brings it back on the same one. */
  refuse(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface ScriptRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  json(status: number, body: unknown, headers?: http.OutgoingHttpHeaders): void;
  /** A JSON body in two parts: the second when `finish` is called. */
  partly(body: string, cut: number, status?: number): { finish(): void };
  /** Begins a stream; lines follow. */
  stream(): ScriptStream;
  /** Cuts the connection without an answer. */
  drop(): void;
}
export interface ScriptStream {
  event(type: string, object: unknown): void;
  raw(text: string): void;
  end(): void;
  drop(): void;
  readonly closed: Promise<unknown>;
}

export async function startScript(): Promise<ScriptServer> {
  const waiting: ((request: ScriptRequest) => void)[] = [];
  const queue: ScriptRequest[] = [];
  const server = http.createServer((request, response) => {
    const scripted = wrap(request, response);
    const taker = waiting.shift();
    if (taker === undefined) queue.push(scripted);
    else taker(scripted);
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const refuse = async (): Promise<void> => {
    server.closeAllConnections();
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    next: () => {
      const ready = queue.shift();
      return ready === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ready);
    },
    get pending() {
      return queue.length;
    },
    refuse,
    open: () => listen(port),
    close: async () => {
      if (server.listening) await refuse();
    },
  };
}

function wrap(request: http.IncomingMessage, response: http.ServerResponse): ScriptRequest {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const type = { 'content-type': 'application/json' };
  return {
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    json: (status, body, headers = {}) => {
      response.writeHead(status, { ...type, ...headers });
      response.end(JSON.stringify(body));
    },
    partly: (body, cut, status = 200) => {
      response.writeHead(status, type);
      response.write(body.slice(0, cut));
      return { finish: () => void response.end(body.slice(cut)) };
    },
    stream: () => {
      response.writeHead(200, type);
      response.flushHeaders();
      return {
        event: (kind, object) => void response.write(`${JSON.stringify({ type: kind, object })}\n`),
        raw: (text) => void response.write(text),
        end: () => void response.end(),
        drop: () => void response.destroy(),
        closed: once(response, 'close'),
      };
    },
    drop: () => void request.socket.destroy(),
  };
}

/** A pod that is enough for the columns. */
export function podOf(name: string, version: number, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: String(version), ...extra },
    spec: { containers: [{ name: 'main', image: 'registry.example/app:1' }] },
    status: { phase: 'Running' },
  };
}

export const listOf = (
  version: number,
  items: readonly unknown[],
  metadata: Record<string, unknown> = {},
): unknown => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: { resourceVersion: String(version), ...metadata },
  items,
});

export const statusOf = (code: number, message: string): unknown => ({
  kind: 'Status',
  status: 'Failure',
  code,
  message,
});
