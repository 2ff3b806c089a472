import type { Reply } from '../errors.ts';
import type { PortolanEvent } from './events.ts';
import type { CallInput, CallOutput, MethodName } from './index.ts';
import type { StreamInput, StreamName } from './streams.ts';

/**
 * What a window has, whatever the host: the preload provides them as `window.portolan` in the desktop,
 * `renderer/data/web-bridge.ts` provides the same over HTTP and WebSockets on the web host.
 */
export interface Bridge {
  readonly host: 'desktop' | 'web';
  call<M extends MethodName>(method: M, input: CallInput<M>): Promise<Reply<CallOutput<M>>>;
  /**
   * Batches in order; `connected` false means events may have been lost (the host went away): on true again the window reads
   * everything anew. Answers with the end.
   */
  onEvents(listener: (batch: EventBatch) => void): () => void;
  /**
   * Opens a byte stream: its frames (`shared/streams/frames.ts`) come and go as they are; `StreamPeer` makes a stream
   * with backpressure of them. Functions and bytes only, so that the preload can hand it to the page.
   */
  openStream<N extends StreamName>(name: N, input: StreamInput<N>, listener: FrameListener): FrameSender;
}

export interface FrameListener {
  onFrame(frame: Uint8Array): void;
  onClosed(): void;
}

export interface FrameSender {
  send(frame: Uint8Array): void;
  close(): void;
}

export type EventBatch =
  | { readonly type: 'events'; readonly events: readonly PortolanEvent[] }
  | { readonly type: 'connection'; readonly connected: boolean };
