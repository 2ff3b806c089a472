import type { Writable } from 'node:stream';

const chunkChars = 256 * 1024;

/**
 * stdout, which carries only the answer. Writing is asynchronous, so that a reader who does not read cannot keep signals from
 * being heard; `drained` is how a stream of lines follows its reader's pace. A closed pipe ends the program quietly.
 */
export class Output {
  readonly #stream: Writable;
  #closed = false;
  #buffer: string[] = [];
  #buffered = 0;

  constructor(stream: Writable, onClosed: () => void) {
    this.#stream = stream;
    // EPIPE: whoever read has read enough. Any other failure of stdout leaves nobody to tell either.
    stream.on('error', () => {
      this.#closed = true;
      onClosed();
    });
  }

  /** Text in small pieces, put together to chunks: one write per piece would be slow, one string of all would double the memory. */
  write(text: string): void {
    this.#buffer.push(text);
    this.#buffered += text.length;
    if (this.#buffered >= chunkChars) this.flush();
  }

  line(value: unknown): void {
    this.write(`${JSON.stringify(value)}\n`);
    this.flush();
  }

  flush(): void {
    if (this.#buffered === 0) return;
    const chunk = this.#buffer.join('');
    this.#buffer = [];
    this.#buffered = 0;
    if (!this.#closed) this.#stream.write(chunk);
  }

  /** True while the reader is behind by more than the stream's own buffer. */
  get full(): boolean {
    return !this.#closed && this.#stream.writableNeedDrain;
  }

  /** Resolves when the reader has caught up, or is gone. */
  async drained(): Promise<void> {
    while (this.full) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#stream.off('drain', done);
          this.#stream.off('close', done);
          this.#stream.off('error', done);
          resolve();
        };
        this.#stream.on('drain', done);
        this.#stream.on('close', done);
        this.#stream.on('error', done);
      });
    }
  }

  /** Everything written is with the system. */
  async end(): Promise<void> {
    this.flush();
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      this.#stream.once('error', () => resolve());
      this.#stream.write('', () => resolve());
    });
  }
}
