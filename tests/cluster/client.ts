/** HTTP to one API server with a client certificate: what the test bed itself needs, independent of the product's transport. */
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import type { CertificateFiles } from './pki.ts';

export interface Answer {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface RequestOptions {
  /** Sent as JSON; a string is sent as it is (JSON with numbers that JavaScript cannot hold). */
  readonly body?: unknown;
  readonly accept?: string;
  readonly contentType?: string;
  /** As whom the administrator asks. */
  readonly impersonate?: string;
}

export interface ServerClient {
  /** The answer whatever its status. */
  send(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /**
   * The answer's JSON.
   * @throws on any status outside 200–299, with the server's own message.
   */
  json(method: string, path: string, options?: RequestOptions): Promise<unknown>;
  close(): Promise<void>;
}

/** The message of a `Status` body, or the body itself. */
function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    // Not JSON: the text says it.
  }
  return body.slice(0, 500);
}

/** @param url `https://127.0.0.1:port` @param ca path of the CA certificate */
export async function createServerClient(url: string, ca: string, user: CertificateFiles): Promise<ServerClient> {
  const agent = new Agent({
    connect: { ca: await readFile(ca), cert: await readFile(user.cert), key: await readFile(user.key) },
    connections: 8,
  });
  const send: ServerClient['send'] = async (method, path, options = {}) => {
    const response = await request(new URL(path, url), {
      method,
      dispatcher: agent,
      headers: {
        accept: options.accept ?? 'application/json',
        'user-agent': 'portolan-cluster-tests',
        ...(options.impersonate === undefined ? {} : { 'impersonate-user': options.impersonate }),
        ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
      },
      body:
        options.body === undefined
          ? null
          : typeof options.body === 'string'
            ? options.body
            : JSON.stringify(options.body),
    });
    const body = Buffer.from(await response.body.arrayBuffer());
    return { status: response.statusCode, headers: response.headers, body };
  };
  return {
    send,
    json: async (method, path, options) => {
      const answer = await send(method, path, options);
      const text = answer.body.toString('utf8');
      if (answer.status < 200 || answer.status > 299) {
        throw new Error(`${method} ${path}: ${answer.status} ${messageOf(text)}`);
      }
      return JSON.parse(text);
    },
    close: () => agent.close(),
  };
}
