import type { Readable } from 'node:stream';
import type { HttpResponse } from './types.ts';

/** A request with everything decided: full path, all headers in lower case. */
export interface Prepared {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: HttpResponse['headers'];
  readonly stream: Readable;
  /** True when the stream ended before the answer was complete. */
  cutShort(): boolean;
}

/** What stands between a session and the wire: one HTTP/2 connection, or a pool of HTTP/1.1 ones. */
export interface Link {
  readonly protocol: 'h2' | 'http/1.1';
  /** May take another request. */
  readonly usable: boolean;
  send(request: Prepared): Promise<RawResponse>;
  /** Something was heard: postpones the ping. */
  touch(): void;
  /** No new requests; what runs may end. */
  retire(): void;
  destroy(): void;
}

/** Thrown by `send` when the connection was gone before the server can have begun: safe to send once more. */
export class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}
