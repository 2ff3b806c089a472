import { type ErrorInfo, PortolanError } from '../../../shared/errors.ts';
import type { FromEngine, ToEngine } from '../../engine/protocol.ts';

interface Call {
  readonly message: ToEngine;
  resolve(message: FromEngine): void;
  reject(error: PortolanError): void;
}

/** Calls that wait for an engine's answer. Those about views are sent again to a fresh engine; requests are not sent twice. */
export class Calls {
  readonly #clusterId: string;
  readonly #waiting = new Map<number, Call>();
  readonly #watchers = new Set<() => void>();
  #last = 0;

  constructor(clusterId: string) {
    this.#clusterId = clusterId;
  }

  nextId(): number {
    return ++this.#last;
  }

  /** The answer; `message` is what was or will be sent. */
  add(callId: number, message: ToEngine): Promise<FromEngine> {
    return new Promise((resolve, reject) => this.#waiting.set(callId, { message, resolve, reject }));
  }

  answer(callId: number, message: FromEngine): void {
    this.#take(callId)?.resolve(message);
  }

  fail(callId: number, { code, message, detail }: ErrorInfo): void {
    const more = { clusterId: this.#clusterId, ...(detail === undefined ? {} : { detail }) };
    this.#take(callId)?.reject(new PortolanError(code, message, more));
  }

  /** A request may have done something already: those of an engine that is gone fail. */
  failRequests(reason: string, which: ReadonlySet<number> = this.requests()): void {
    for (const callId of which) this.fail(callId, { code: 'unreachable', message: reason });
  }

  failAll(error: PortolanError): void {
    for (const callId of [...this.#waiting.keys()]) this.#take(callId)?.reject(error);
  }

  requests(): ReadonlySet<number> {
    const ids = new Set<number>();
    for (const [callId, call] of this.#waiting) if (call.message.type === 'request') ids.add(callId);
    return ids;
  }

  /** What a fresh engine must be asked again. */
  messages(): readonly ToEngine[] {
    return [...this.#waiting.values()].map((call) => call.message);
  }
  messagesAboutViews(): readonly ToEngine[] {
    return this.messages().filter((message) => message.type !== 'request');
  }

  /** Resolves when none of these waits any more. */
  settled(which: ReadonlySet<number>): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        for (const callId of which) if (this.#waiting.has(callId)) return;
        this.#watchers.delete(check);
        resolve();
      };
      this.#watchers.add(check);
      check();
    });
  }

  #take(callId: number): Call | undefined {
    const call = this.#waiting.get(callId);
    this.#waiting.delete(callId);
    for (const check of [...this.#watchers]) check();
    return call;
  }
}
