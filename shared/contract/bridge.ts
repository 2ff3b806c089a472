import type { Reply } from '../errors.ts';
import type { PortolanEvent } from './events.ts';
import type { CallInput, CallOutput, MethodName } from './index.ts';

/**
 * What a window has, whatever the host: the preload provides them as `window.portolan` in the desktop,
 * `renderer/data/web-bridge.ts` provides the same over HTTP and WebSockets on the web host. The third way of the design, byte
 * streams (exec, logs, forwards), comes with the first feature that opens one.
 */
export interface Bridge {
  readonly host: 'desktop' | 'web';
  call<M extends MethodName>(method: M, input: CallInput<M>): Promise<Reply<CallOutput<M>>>;
  /**
   * Batches in order; `connected` false means events may have been lost (the host went away): on true again the window reads
   * everything anew. Answers with the end.
   */
  onEvents(listener: (batch: EventBatch) => void): () => void;
}

export type EventBatch =
  | { readonly type: 'events'; readonly events: readonly PortolanEvent[] }
  | { readonly type: 'connection'; readonly connected: boolean };
