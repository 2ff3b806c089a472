import { createGzip, type Gzip, gzipSync } from 'node:zlib';
import type { Stats } from '../stats.ts';
import type { WireResponse } from './wire.ts';

/** How a response's body is held up or spoiled. */
export interface Shaping {
  readonly bytesPerSecond: number | null;
  readonly cut: { readonly afterBytes: number; readonly how: 'end' | 'reset' | 'stall' } | null;
  /** Shared by every response of a server: resolves when so many bytes may go. */
  readonly pace: ((bytes: number) => Promise<void>) | null;
}

export const UNSHAPED: Shaping = { bytesPerSecond: null, cut: null, pace: null };

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });

/** The body of one response, with backpressure, and with whatever a fault does to it. */
export class Outgoing {
  readonly #response: WireResponse;
  readonly #stats: Stats;
  readonly #shaping: Shaping;
  readonly #gone = new AbortController();
  #gzip: Gzip | null = null;
  #sent = 0;
  #cut = false;
  #queue: Promise<void> = Promise.resolve();
  #queued = 0;
  #batch: Buffer[] = [];
  #batched = 0;

  constructor(response: WireResponse, stats: Stats, shaping: Shaping) {
    this.#response = response;
    this.#stats = stats;
    this.#shaping = shaping;
    response.on('close', () => this.#gone.abort());
    response.on('error', () => this.#gone.abort());
  }

  /** Aborted when the client went away or the body ended badly. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }
  get closed(): boolean {
    return this.#gone.signal.aborted || this.#response.writableEnded;
  }
  /** Bytes accepted and not yet taken by the connection. */
  get pending(): number {
    return this.#queued + this.#batched + this.#response.writableLength + (this.#response.stream?.writableLength ?? 0);
  }

  /** Writes head and body at once. Bodies above 128 KiB are compressed when the client takes gzip, as a real server does. */
  async whole(status: number, headers: Record<string, string | number>, body: Buffer, gzip: boolean): Promise<void> {
    const packed = gzip && body.length > 128 * 1024 ? gzipSync(body, { level: 1 }) : null;
    if (this.#shaping === UNSHAPED) {
      const bytes = packed ?? body;
      const length: Record<string, number> = status === 304 ? {} : { 'content-length': bytes.length };
      this.#response.writeHead(status, { ...headers, ...length, ...(packed ? { 'content-encoding': 'gzip' } : {}) });
      this.#stats.sent(bytes.length);
      this.#response.end(bytes);
      return;
    }
    this.#response.writeHead(status, { ...headers, ...(packed ? { 'content-encoding': 'gzip' } : {}) });
    await this.write(packed ?? body);
    await this.end();
  }

  /** Begins a body of unknown length. */
  begin(status: number, headers: Record<string, string | number>, gzip: boolean): void {
    this.#response.writeHead(status, { ...headers, ...(gzip ? { 'content-encoding': 'gzip' } : {}) });
    if (!gzip) return;
    const stream = createGzip({ level: 1 });
    stream.on('data', (chunk: Buffer) => {
      this.#stats.sent(chunk.length);
      if (!this.closed) this.#response.write(chunk);
    });
    stream.on('error', () => this.#gone.abort());
    this.#gzip = stream;
  }

  /** Resolves when the connection takes more. */
  async write(chunk: Buffer | string): Promise<void> {
    this.#flushBatch();
    if (this.closed || this.#cut || chunk.length === 0) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (this.#gzip) {
      if (!this.#gzip.write(bytes)) await this.#drained(this.#gzip);
      if (this.#response.writableLength > 1_048_576) await this.#drained(this.#response);
      return;
    }
    if (this.#shaping === UNSHAPED) {
      this.#stats.sent(bytes.length);
      if (!this.#response.write(bytes)) await this.#drained(this.#response);
      return;
    }
    await this.#shaped(bytes);
  }

  /**
   * For streams that cannot wait (watch events): queued in order, `pending` tells how far behind the client is. What is
   * pushed in one turn goes out in one write.
   */
  push(chunk: Buffer | string): void {
    if (this.closed || this.#cut) return;
    if (this.#shaping === UNSHAPED && this.#queued === 0) {
      if (this.#batch.length === 0) queueMicrotask(() => this.#flushBatch());
      this.#batch.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      this.#batched += chunk.length;
      return;
    }
    this.#queued += chunk.length;
    this.#queue = this.#queue
      .then(() => this.write(chunk))
      .then(() => {
        this.#queued -= chunk.length;
      });
  }

  #flushBatch(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    this.#batch = [];
    this.#batched = 0;
    if (this.closed || this.#cut) return;
    const bytes = batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch);
    this.#stats.sent(bytes.length);
    this.#response.write(bytes);
  }

  async #drained(stream: {
    on(e: 'drain', l: () => void): unknown;
    off(e: 'drain', l: () => void): unknown;
  }): Promise<void> {
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('drain', done);
        this.#gone.signal.removeEventListener('abort', done);
        resolve();
      };
      stream.on('drain', done);
      this.#gone.signal.addEventListener('abort', done);
    });
  }

  async #shaped(bytes: Buffer): Promise<void> {
    const { cut, bytesPerSecond, pace } = this.#shaping;
    const room = cut ? cut.afterBytes - this.#sent : Number.POSITIVE_INFINITY;
    const allowed = room < bytes.length ? bytes.subarray(0, Math.max(0, room)) : bytes;
    // Drips go out ten times a second; a shared pace in pieces small enough to be fair.
    const step = bytesPerSecond ? Math.max(1, Math.floor(bytesPerSecond / 10)) : pace ? 16_384 : allowed.length;
    for (let at = 0; at < allowed.length && !this.closed; at += step) {
      const piece = allowed.subarray(at, at + step);
      if (pace) await pace(piece.length);
      if (this.closed) return;
      this.#sent += piece.length;
      this.#stats.sent(piece.length);
      if (!this.#response.write(piece)) await this.#drained(this.#response);
      if (bytesPerSecond) await wait((piece.length / bytesPerSecond) * 1000, this.#gone.signal);
    }
    if (cut && room <= bytes.length) this.cutNow(cut.how);
  }

  /** Sends the head although nothing was written yet. */
  flush(): void {
    if (!this.closed) this.#response.flushHeaders();
  }

  /** Ends the body in the wrong place, or for good without ending it. */
  cutNow(how: 'end' | 'reset' | 'stall'): void {
    this.#flushBatch();
    this.#cut = true;
    if (how === 'stall' || this.#response.writableEnded) return;
    if (how === 'end') this.#response.end();
    else if (this.#response.stream) this.#response.stream.close(2);
    else this.#response.destroy();
  }

  async end(): Promise<void> {
    this.#flushBatch();
    await this.#queue;
    if (this.closed || this.#cut) return;
    const gzip = this.#gzip;
    if (!gzip) {
      this.#response.end();
      return;
    }
    await new Promise<void>((resolve) => {
      gzip.on('end', () => resolve());
      gzip.end();
    });
    if (!this.closed) this.#response.end();
  }
}
