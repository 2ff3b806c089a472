import type { Timing } from '../../data/clock.ts';
import type { AssistSource } from './assist.ts';
import type { CheckProblem, NamedProblem } from './check.ts';
import type { FromChecker, ToChecker } from './check.worker.ts';

/** After the last key, ms: nobody wants to be corrected in the middle of a word. */
const restMs = 250;

/** Checks an editor's text off the page's thread; the newest text wins. Whoever makes it ends it. */
export class Checker {
  readonly #worker = new Worker(new URL('./check.worker.ts', import.meta.url), { type: 'module' });
  readonly #source: AssistSource;
  readonly #timing: Timing;
  readonly #found: (problems: readonly CheckProblem[]) => void;
  readonly #asked = new Set<string>();
  #named: readonly NamedProblem[] = [];
  #text: (() => string) | null = null;
  #seq = 0;
  #cancel: () => void = () => {};
  #ended = false;

  constructor(source: AssistSource, timing: Timing, found: (problems: readonly CheckProblem[]) => void) {
    this.#source = source;
    this.#timing = timing;
    this.#found = found;
    this.#worker.onmessage = ({ data }: MessageEvent<FromChecker>) => {
      for (const kind of data.kinds) void this.#fetch(kind);
      if (data.seq === this.#seq && !this.#ended) this.#found(data.problems);
    };
  }

  /** Soon; `text` is read only then. */
  check(text: () => string, afterMs: number = restMs): void {
    this.#text = text;
    this.#cancel();
    this.#cancel = this.#timing.setTimeout(() => this.#send(), afterMs);
  }

  /** What the server found wrong, until it is asked again. */
  setNamed(named: readonly NamedProblem[], text: () => string): void {
    this.#named = named;
    this.check(text, 0);
  }

  end(): void {
    this.#ended = true;
    this.#cancel();
    this.#worker.terminate();
  }

  #send(): void {
    if (this.#ended || this.#text === null) return;
    this.#seq += 1;
    this.#post({ type: 'check', seq: this.#seq, text: this.#text(), named: this.#named });
  }

  async #fetch(kind: string): Promise<void> {
    const [apiVersion = '', name = ''] = kind.split(' ');
    if (apiVersion === '' || name === '' || this.#asked.has(kind)) return;
    this.#asked.add(kind);
    const schema = await this.#source.schema(apiVersion, name);
    if (this.#ended) return;
    // Asked again with the next change: the server may know the kind by then.
    if (schema === null) this.#asked.delete(kind);
    else {
      this.#post({ type: 'schema', kind, schema });
      this.#send();
    }
  }

  #post(message: ToChecker): void {
    this.#worker.postMessage(message);
  }
}
