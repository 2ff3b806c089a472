import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** What HTTP/1.1 and HTTP/2 requests of Node's compatibility layer have in common, as far as it is used here. */
export interface WireRequest extends AsyncIterable<Buffer> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersion: string;
  readonly socket: IncomingMessage['socket'];
  readonly stream?: unknown;
  on(event: 'close' | 'error' | 'aborted', listener: () => void): unknown;
}

export interface WireResponse {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableLength: number;
  readonly destroyed?: boolean;
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  write(chunk: Uint8Array | string): boolean;
  end(chunk?: Uint8Array | string): unknown;
  flushHeaders(): void;
  on(event: 'close' | 'drain' | 'error' | 'finish', listener: () => void): unknown;
  off(event: 'close' | 'drain' | 'error' | 'finish', listener: () => void): unknown;
  destroy(error?: Error): unknown;
  readonly stream?: { close(code?: number): void; readonly destroyed: boolean; readonly writableLength: number };
}
