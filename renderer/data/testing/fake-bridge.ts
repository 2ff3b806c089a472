import type { Bridge, EventBatch, FrameListener, FrameSender } from '../../../shared/contract/bridge.ts';
import type { PortolanEvent } from '../../../shared/contract/events.ts';
import type { CallInput, CallOutput, MethodName } from '../../../shared/contract/index.ts';
import type { StreamInput, StreamName } from '../../../shared/contract/streams.ts';
import { Emitter } from '../../../shared/disposable.ts';
import type { Reply } from '../../../shared/errors.ts';

/** A call that waits for the test to answer it. */
export interface Waiting<M extends MethodName = MethodName> {
  readonly method: M;
  readonly input: CallInput<M>;
  answer(reply: Reply<CallOutput<M>>): Promise<void>;
}

/** The host's side of the bridge in a test's hands: calls wait until the test answers them, events are what it emits. */
export class FakeBridge implements Bridge {
  readonly host = 'web';
  readonly #batches = new Emitter<EventBatch>();
  readonly calls: { readonly method: MethodName; readonly input: unknown }[] = [];
  #waiting: Waiting[] = [];
  readonly #auto = new Map<MethodName, (input: never) => unknown>();

  /** Answers every call of a method at once. */
  always<M extends MethodName>(method: M, answer: (input: CallInput<M>) => Reply<CallOutput<M>>): void {
    this.#auto.set(method, answer as (input: never) => unknown);
  }

  call<M extends MethodName>(method: M, input: CallInput<M>): Promise<Reply<CallOutput<M>>> {
    this.calls.push({ method, input });
    const auto = this.#auto.get(method) as ((input: CallInput<M>) => Reply<CallOutput<M>>) | undefined;
    if (auto !== undefined) return Promise.resolve(auto(input));
    return new Promise((resolve) => {
      const waiting: Waiting<M> = {
        method,
        input,
        answer: async (reply) => {
          this.#waiting = this.#waiting.filter((other) => (other as unknown) !== waiting);
          resolve(reply);
          await settled();
        },
      };
      this.#waiting.push(waiting as unknown as Waiting);
    });
  }

  readonly streams: {
    readonly name: StreamName;
    readonly input: unknown;
    readonly listener: FrameListener;
    readonly sent: Uint8Array[];
    closed: boolean;
  }[] = [];

  openStream<N extends StreamName>(name: N, input: StreamInput<N>, listener: FrameListener): FrameSender {
    const stream = { name, input, listener, sent: [] as Uint8Array[], closed: false };
    this.streams.push(stream);
    return {
      send: (frame) => void stream.sent.push(frame),
      close: () => {
        stream.closed = true;
      },
    };
  }

  onEvents(listener: (batch: EventBatch) => void): () => void {
    return this.#batches.on(listener);
  }

  get listeners(): number {
    return this.#batches.size;
  }

  emit(...events: readonly PortolanEvent[]): void {
    this.#batches.emit({ type: 'events', events });
  }

  connected(connected: boolean): void {
    this.#batches.emit({ type: 'connection', connected });
  }

  /** The oldest unanswered call of a method. */
  next<M extends MethodName>(method: M): Waiting<M> {
    const found = this.#waiting.find((waiting) => waiting.method === method);
    if (found === undefined) throw new Error(`No unanswered ${method}; there are: ${this.unanswered().join(', ')}`);
    return found as unknown as Waiting<M>;
  }

  unanswered(): readonly MethodName[] {
    return this.#waiting.map((waiting) => waiting.method);
  }

  inputs<M extends MethodName>(method: M): readonly CallInput<M>[] {
    return this.calls.filter((call) => call.method === method).map((call) => call.input as CallInput<M>);
  }
}

/** Everything that an answer set going has run. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
