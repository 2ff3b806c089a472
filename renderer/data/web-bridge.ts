import type { Bridge, EventBatch, FrameListener, FrameSender } from '../../shared/contract/bridge.ts';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import { Emitter } from '../../shared/disposable.ts';
import type { ErrorInfo, Reply } from '../../shared/errors.ts';

/** What the bridge needs of a page, so that tests bring Node's own `fetch` and `WebSocket`. */
export interface WebBridgeParts {
  readonly token: string | null;
  readonly windowId: string;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  socket(url: string, protocols: readonly string[]): WebSocket;
  setTimeout(run: () => void, ms: number): () => void;
}

const NO_TOKEN = 'Open the address that the launcher printed.';
const OLD_TOKEN = 'This page belongs to an earlier start of Portolan. Open the address it printed now.';
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
/** The server ends the socket of a window that reads too slowly; there is no reason to wait then. */
const CLOSE_TOO_SLOW = 4001;

type Link =
  | { readonly state: 'connecting' }
  | { readonly state: 'open'; readonly socket: WebSocket }
  | { readonly state: 'refused'; readonly error: ErrorInfo };

export interface WebBridge extends Bridge {
  /** Ends the socket and every wait; tests only, a page lives as long as its window. */
  dispose(): void;
}

function isEnvelope(value: unknown): value is Reply<unknown> {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  return value.ok === true ? 'value' in value : 'error' in value && typeof value.error === 'object';
}

type Frame =
  | { readonly type: 'hello' }
  | { readonly type: 'events'; readonly events: readonly PortolanEvent[] }
  | { readonly type: 'unknown' };

/** The host is trusted inside (it validated); only the frame's shape is looked at. */
function parseFrame(text: string): Frame {
  const frame: unknown = JSON.parse(text);
  if (typeof frame !== 'object' || frame === null || !('type' in frame)) return { type: 'unknown' };
  if (frame.type === 'hello') return { type: 'hello' };
  if (frame.type === 'events' && 'events' in frame && Array.isArray(frame.events)) {
    return { type: 'events', events: frame.events };
  }
  return { type: 'unknown' };
}

const failed = (code: ErrorInfo['code'], message: string): { ok: false; error: ErrorInfo } => ({
  ok: false,
  error: { code, message },
});

/**
 * `Bridge` over the loopback web host: a call is one POST, events come over one WebSocket that reconnects by itself with the
 * same window id. Calls wait for the socket's `hello`, since the host takes a window's calls only while its socket is open.
 */
export function createWebBridge(parts: WebBridgeParts): WebBridge {
  const events = new Emitter<EventBatch>();
  const linked = new Emitter<void>();
  let link: Link =
    parts.token === null
      ? { state: 'refused', error: { code: 'unauthenticated', message: NO_TOKEN } }
      : { state: 'connecting' };
  let retryMs = FIRST_RETRY_MS;
  let current: WebSocket | null = null;
  let cancelRetry: () => void = () => {};
  let disposed = false;

  const setLink = (next: Link): void => {
    link = next;
    linked.emit();
  };

  const headers = (own: boolean): Record<string, string> => ({
    Authorization: `Bearer ${parts.token ?? ''}`,
    'Content-Type': 'application/json',
    ...(own ? { 'X-Portolan-Window': parts.windowId } : {}),
  });

  function connect(): void {
    if (disposed || parts.token === null) return;
    const url = `${parts.origin.replace(/^http/, 'ws')}/api/events`;
    const protocols = ['portolan.v1', `portolan.token.${parts.token}`, `portolan.window.${parts.windowId}`];
    const socket = parts.socket(url, protocols);
    current = socket;
    socket.addEventListener('message', (message) => {
      if (socket !== current) return;
      receive(socket, String(message.data));
    });
    socket.addEventListener('close', (end) => {
      if (socket !== current || disposed) return;
      current = null;
      lost(end.code);
    });
  }

  function receive(socket: WebSocket, text: string): void {
    const frame = parseFrame(text);
    if (frame.type === 'events') events.emit({ type: 'events', events: frame.events });
    if (frame.type !== 'hello') return;
    retryMs = FIRST_RETRY_MS;
    setLink({ state: 'open', socket });
    events.emit({ type: 'connection', connected: true });
  }

  function lost(code: number): void {
    const wasOpen = link.state === 'open';
    setLink({ state: 'connecting' });
    events.emit({ type: 'connection', connected: false });
    if (wasOpen && code === CLOSE_TOO_SLOW) {
      connect();
      return;
    }
    void probe().then((refused) => {
      if (disposed) return;
      if (refused) {
        setLink({ state: 'refused', error: { code: 'unauthenticated', message: OLD_TOKEN } });
        events.emit({ type: 'connection', connected: false });
        return;
      }
      cancelRetry = parts.setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    });
  }

  /** A refused upgrade looks like any broken socket; one plain call tells a wrong token from a host that is gone. */
  async function probe(): Promise<boolean> {
    try {
      const answer = await parts.fetch(`${parts.origin}/api/call/app.info`, {
        method: 'POST',
        headers: headers(false),
        body: '{}',
      });
      return answer.status === 401;
    } catch {
      // The host is gone: the retry says so again, and the page already shows that the connection is lost.
      return false;
    }
  }

  function whenLinked(): Promise<Link> {
    if (link.state !== 'connecting') return Promise.resolve(link);
    return new Promise((resolve) => {
      const end = linked.on(() => {
        if (link.state === 'connecting' && !disposed) return;
        end();
        resolve(link);
      });
    });
  }

  async function post(method: string, input: unknown): Promise<{ readonly status: number; readonly reply: unknown }> {
    const answer = await parts.fetch(`${parts.origin}/api/call/${method}`, {
      method: 'POST',
      headers: headers(true),
      body: JSON.stringify(input),
    });
    return { status: answer.status, reply: await answer.json() };
  }

  async function call<M extends MethodName>(method: M, input: CallInput<M>): Promise<Reply<CallOutput<M>>> {
    for (let attempt = 0; ; attempt++) {
      const now = await whenLinked();
      if (now.state === 'refused') return { ok: false, error: now.error };
      if (now.state !== 'open') return failed('cancelled', 'The window was closed.');
      if (method === 'views.ack') {
        now.socket.send(JSON.stringify({ type: 'ack', ...input }));
        return { ok: true, value: null as CallOutput<M> };
      }
      try {
        const { status, reply } = await post(method, input);
        // 409: the socket went away while the call travelled; the next hello makes it possible again.
        if (status === 409 && attempt === 0) continue;
        if (isEnvelope(reply)) return reply as Reply<CallOutput<M>>;
        return failed('internal', `The host answered ${method} with something that is not a reply (HTTP ${status}).`);
      } catch (error) {
        return failed(
          'unreachable',
          `Portolan's host does not answer: ${error instanceof Error ? error.message : error}`,
        );
      }
    }
  }

  /** One more WebSocket a stream, with the token and the window of the first: the input is its first message, frames follow. */
  function openStream(name: string, input: unknown, listener: FrameListener): FrameSender {
    const url = `${parts.origin.replace(/^http/, 'ws')}/api/stream/${name}`;
    const protocols = ['portolan.v1', `portolan.token.${parts.token}`, `portolan.window.${parts.windowId}`];
    const socket = parts.socket(url, protocols);
    socket.binaryType = 'arraybuffer';
    let waiting: Uint8Array[] | null = [];
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify(input));
      for (const frame of waiting ?? []) socket.send(frame.slice());
      waiting = null;
    });
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) listener.onFrame(new Uint8Array(data));
    });
    socket.addEventListener('close', () => listener.onClosed());
    return {
      send: (frame) => {
        if (waiting !== null) waiting.push(frame);
        else if (socket.readyState === socket.OPEN) socket.send(frame.slice());
      },
      close: () => socket.close(),
    };
  }

  connect();
  return {
    host: 'web',
    call,
    openStream,
    onEvents(listener) {
      const end = events.on(listener);
      // A listener that comes after hello would otherwise wait for a connection that is there already.
      if (link.state === 'open') listener({ type: 'connection', connected: true });
      if (link.state === 'refused') listener({ type: 'connection', connected: false });
      return end;
    },
    dispose() {
      disposed = true;
      cancelRetry();
      current?.close();
      setLink({ state: 'connecting' });
      events.clear();
    },
  };
}
