import type { WebSocket } from 'ws';
import type { Host, StreamSink } from '../core/types.ts';

/** A page that opened a stream says at once what it wants; one that does not is let go, ms. */
const firstMessageMs = 5_000;

/** One byte stream over its own WebSocket: the first message is the input as JSON, every other one is a frame. */
export function serveStream(socket: WebSocket, name: string, windowId: string, host: Host): void {
  let sink: StreamSink | null = null;
  const late = setTimeout(() => socket.terminate(), firstMessageMs);
  socket.on('message', (data, binary) => {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
    if (sink !== null) return binary ? sink.receive(new Uint8Array(bytes)) : socket.close(1008);
    clearTimeout(late);
    const input = binary ? undefined : parse(bytes.toString('utf8'));
    sink = host.openStream(
      { name, input },
      { windowId },
      {
        send: (frame) => {
          if (socket.readyState === socket.OPEN) socket.send(frame);
        },
        close: () => socket.close(1000),
      },
    );
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(late);
    sink?.closed();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON: the stream is refused for its input.
  }
}
