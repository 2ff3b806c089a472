import { type ErrorInfo, PortolanError } from '../errors.ts';
import { cutAt } from './characters.ts';
import { decodeFrame, encodeFrame, type Frame } from './frames.ts';

/** How frames travel: a MessagePort or a WebSocket. */
export interface Wire {
  send(frame: Uint8Array): void;
  close(): void;
}

/** Bytes a peer may send before the other has consumed them. */
export const WINDOW_BYTES = 256 * 1024;
const FRAME_BYTES = 32 * 1024;

type DataListener = (bytes: Uint8Array) => void | Promise<void>;

/**
 * One end of a byte stream. Promises: bytes arrive in order, cut only between characters; no more than a window of them is under way,
 * so a slow reader slows its writer and fills no memory; `onEnd` is told once, and nothing after it.
 */
export class StreamPeer {
  readonly #wire: Wire;
  #credit = WINDOW_BYTES;
  #allowed = WINDOW_BYTES;
  #queue: { bytes: Uint8Array; readonly done: PromiseWithResolvers<void> }[] = [];
  #onData: DataListener | null = null;
  #early: Uint8Array[] = [];
  #consuming: Promise<void> = Promise.resolve();
  readonly #onControl = new Set<(value: unknown) => void>();
  readonly #onEnd = new Set<(error: ErrorInfo | null) => void>();
  #ended: { readonly error: ErrorInfo | null } | null = null;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get ended(): boolean {
    return this.#ended !== null;
  }

  /** One reader; what it returns is waited for before the peer may send more. */
  onData(listener: DataListener): void {
    this.#onData = listener;
    for (const bytes of this.#early.splice(0)) this.#consume(bytes, listener);
  }

  onControl(listener: (value: unknown) => void): void {
    this.#onControl.add(listener);
  }

  /** `null`: a normal end. Told at once when it has ended already. */
  onEnd(listener: (error: ErrorInfo | null) => void): void {
    if (this.#ended === null) this.#onEnd.add(listener);
    else listener(this.#ended.error);
  }

  /** Resolves when the bytes are on their way; rejects when the stream ended before. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#ended !== null) return Promise.reject(new PortolanError('cancelled', 'The stream has ended.'));
    if (bytes.length === 0) return Promise.resolve();
    const done = Promise.withResolvers<void>();
    this.#queue.push({ bytes, done });
    this.#pump();
    return done.promise;
  }

  control(value: unknown): void {
    if (this.#ended === null) this.#send({ type: 'control', value });
  }

  end(error: ErrorInfo | null = null): void {
    if (this.#ended !== null) return;
    this.#send({ type: 'end', error });
    this.#finish(error);
  }

  /** A message came on the wire. */
  receive(message: Uint8Array): void {
    if (this.#ended !== null) return;
    const frame = decodeFrame(message);
    if (frame === null) {
      this.end({ code: 'invalid', message: 'Something that is no frame came on a stream.' });
      return;
    }
    switch (frame.type) {
      case 'data':
        this.#take(frame.bytes);
        return;
      case 'credit':
        this.#credit = Math.min(WINDOW_BYTES, this.#credit + frame.bytes);
        this.#pump();
        return;
      case 'control':
        for (const listener of [...this.#onControl]) listener(frame.value);
        return;
      case 'end':
        this.#finish(frame.error);
    }
  }

  /** The wire is gone without an end: a reload, a lost connection. */
  wireClosed(): void {
    if (this.#ended === null) this.#finish({ code: 'cancelled', message: 'The connection of the stream was lost.' });
  }

  #take(bytes: Uint8Array): void {
    this.#allowed -= bytes.length;
    if (this.#allowed < 0) {
      this.end({ code: 'invalid', message: 'The other end of a stream sent more than it may.' });
      return;
    }
    if (this.#onData === null) this.#early.push(bytes);
    else this.#consume(bytes, this.#onData);
  }

  #consume(bytes: Uint8Array, listener: DataListener): void {
    this.#consuming = this.#consuming.then(async () => {
      try {
        await listener(bytes);
      } catch (error) {
        this.end({ code: 'internal', message: error instanceof Error ? error.message : String(error) });
        return;
      }
      if (this.#ended !== null) return;
      this.#allowed += bytes.length;
      this.#send({ type: 'credit', bytes: bytes.length });
    });
  }

  #pump(): void {
    for (let head = this.#queue[0]; head !== undefined && this.#credit > 0; head = this.#queue[0]) {
      const most = Math.min(FRAME_BYTES, this.#credit);
      // A piece smaller than a character waits for more room, unless it is all there is.
      if (most < 4 && head.bytes.length > most) return;
      const end = head.bytes.length <= most ? head.bytes.length : cutAt(head.bytes, most);
      const piece = head.bytes.subarray(0, end);
      this.#credit -= piece.length;
      this.#send({ type: 'data', bytes: piece });
      head.bytes = head.bytes.subarray(end);
      if (head.bytes.length > 0) continue;
      this.#queue.shift();
      head.done.resolve();
    }
  }

  #send(frame: Frame): void {
    this.#wire.send(encodeFrame(frame));
  }

  #finish(error: ErrorInfo | null): void {
    this.#ended = { error };
    const cut = new PortolanError('cancelled', 'The stream has ended.');
    for (const { done } of this.#queue.splice(0)) {
      done.promise.catch(() => undefined);
      done.reject(cut);
    }
    const listeners = [...this.#onEnd];
    this.#onEnd.clear();
    this.#onControl.clear();
    // Bytes that were taken before the end are delivered before it is told.
    void this.#consuming.then(() => {
      for (const listener of listeners) listener(error);
      this.#wire.close();
    });
  }
}
