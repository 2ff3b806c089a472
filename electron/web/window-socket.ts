import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { Host } from '../core/types.ts';

/** Nothing more is handed to a socket that holds this much unsent, bytes: what waits stays with us, in order. */
const highWater = 1 << 20;
/** More waiting events than this end the socket: the page reads everything anew, which is less. */
const mostWaiting = 5_000;
const pingMs = 20_000;
/** Close code for a window that was too slow. */
const tooSlow = 4001;

const message = z.object({
  type: z.literal('ack'),
  clusterId: z.string().min(1),
  viewId: z.string().min(1),
  seq: z.number().int(),
});

/**
 * One window's events over its one socket. Every window has a queue of its own, so that a slow one blocks no other; view patches
 * are paced by its acknowledgements anyway. The window ends with its socket: so do its views.
 */
export class WindowSocket {
  readonly windowId: string;
  readonly #socket: WebSocket;
  readonly #host: Host;
  readonly #stop: () => void;
  readonly #timer: NodeJS.Timeout;
  #waiting: PortolanEvent[] = [];
  #sending = false;
  #answered = true;
  /** Resolves when the socket is closed and the host knows that the window is gone. */
  readonly closed: Promise<void>;

  constructor(socket: WebSocket, windowId: string, host: Host, onClosed: () => void) {
    this.#socket = socket;
    this.windowId = windowId;
    this.#host = host;
    this.#stop = host.onEvents(windowId, (events) => this.#push(events));
    this.#timer = setInterval(() => this.#ping(), pingMs);
    socket.on('message', (data, binary) => this.#take(binary ? '' : data.toString()));
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('error', () => socket.terminate());
    this.closed = new Promise<void>((resolve) => {
      socket.on('close', () => {
        clearInterval(this.#timer);
        this.#stop();
        this.#waiting = [];
        host.closeWindow(windowId);
        onClosed();
        resolve();
      });
    });
    socket.send(JSON.stringify({ type: 'hello', windowId }));
  }

  /** Another socket takes this window over, or the host ends. */
  close(code: number): void {
    this.#socket.close(code);
    // A peer that does not answer the closing handshake is not waited for.
    setTimeout(() => this.#socket.terminate(), 1_000).unref();
  }

  #push(events: readonly PortolanEvent[]): void {
    this.#waiting.push(...events);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting = [];
      this.close(tooSlow);
      return;
    }
    this.#send();
  }

  #send(): void {
    if (this.#sending || this.#waiting.length === 0 || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > highWater) return;
    const events = this.#waiting;
    this.#waiting = [];
    this.#sending = true;
    this.#socket.send(JSON.stringify({ type: 'events', events }), () => {
      this.#sending = false;
      this.#send();
    });
  }

  /** A message that is none is the end of a page that is not ours. */
  #take(text: string): void {
    const parsed = parse(text);
    if (!parsed.success) {
      this.close(1008);
      return;
    }
    const { clusterId, viewId, seq } = parsed.data;
    void this.#host.call('views.ack', { clusterId, viewId, seq }, { windowId: this.windowId });
  }

  #ping(): void {
    if (!this.#answered) {
      this.#socket.terminate();
      return;
    }
    this.#answered = false;
    this.#socket.ping();
  }
}

function parse(text: string) {
  try {
    return message.safeParse(JSON.parse(text));
  } catch {
    return message.safeParse(null); // Not JSON: as wrong as any other text.
  }
}
