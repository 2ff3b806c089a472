/** What the tests of this room share: a client that speaks either protocol, and reads a watch line by line. */
import { Agent, type Dispatcher, request } from 'undici';
import type { DemoServer } from './http/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  /** The parsed body. Throws when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into objects of any kind.
  readonly body: any;
}

export interface CallOptions {
  readonly method?: Dispatcher.HttpMethod;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

export interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into objects of any kind.
  readonly object: any;
}

export interface Client {
  call(path: string, options?: CallOptions): Promise<Answer>;
  watch(path: string, options?: CallOptions): Promise<Watch>;
  close(): Promise<void>;
}

/** An open watch; `next` waits for a line, `null` is the end. */
export interface Watch {
  line(): Promise<string | null>;
  next(): Promise<WatchEvent | null>;
  close(): void;
}

export function client(server: DemoServer, options: { user?: string; h2?: boolean; token?: string } = {}): Client {
  const certificate = options.token === undefined ? server.clientCertificate(options.user ?? 'admin') : undefined;
  const agent = new Agent({
    allowH2: options.h2 ?? false,
    bodyTimeout: 0,
    connect: { ca: server.caPem, ...(certificate ?? {}) },
  });
  const authorization: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const send = (path: string, { method = 'GET', accept, headers, body, contentType }: CallOptions) =>
    request(`${server.url}${path}`, {
      dispatcher: agent,
      method,
      headers: {
        ...authorization,
        ...(accept ? { accept } : {}),
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    async call(path, call = {}) {
      const response = await send(path, call);
      const bytes = Buffer.from(await response.body.arrayBuffer());
      const text = bytes.toString();
      return {
        status: response.statusCode,
        headers: response.headers,
        bytes,
        text,
        get body() {
          return JSON.parse(text);
        },
      };
    },
    async watch(path, call = {}) {
      const response = await send(path, call);
      return lines(response.body);
    },
    close: () => agent.destroy(),
  };
}

function lines(body: Dispatcher.ResponseData['body']): Watch {
  const iterator = body[Symbol.asyncIterator]();
  const ready: string[] = [];
  let parts: string[] = [];
  const line = async (): Promise<string | null> => {
    for (;;) {
      const found = ready.shift();
      if (found !== undefined) return found;
      const { done, value } = await iterator.next();
      if (done) return parts.length > 0 ? parts.splice(0).join('') : null;
      const [first = '', ...others] = String(value).split('\n');
      parts.push(first);
      for (const other of others) {
        ready.push(parts.join(''));
        parts = [other];
      }
      if (parts.length === 1 && parts[0] === '') parts = [];
    }
  };
  return {
    line,
    async next() {
      const text = await line();
      return text === null ? null : JSON.parse(text);
    },
    close: () => {
      body.on('error', () => {});
      body.destroy();
    },
  };
}
