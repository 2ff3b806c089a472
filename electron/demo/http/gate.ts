import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * A socket that can fall silent: nothing is read, nothing is written, nothing is closed, as when a cable is pulled or a
 * firewall forgets the connection. TLS runs above it, so not even a ping is answered.
 */
export class Gate extends Duplex {
  readonly #socket: Socket;
  #silent = false;
  #resume: (() => void)[] = [];

  constructor(socket: Socket) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (this.#silent) return;
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Bytes that arrive meanwhile are lost. */
  silence(): void {
    this.#silent = true;
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.#silent) {
      this.#resume.push(done);
      return;
    }
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (!this.#silent) this.#socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#resume = [];
    this.#socket.destroy();
    done(error);
  }
}
