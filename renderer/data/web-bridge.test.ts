import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type WebSocket as Peer, WebSocketServer } from 'ws';
import type { EventBatch } from '../../shared/contract/bridge.ts';
import { createWebBridge, type WebBridge } from './web-bridge.ts';

const TOKEN = 'token-of-this-launch';

/** A web host as small as its wire: one socket per window, calls answered by the test. */
class Host {
  readonly server: Server;
  readonly sockets: Peer[] = [];
  readonly requests: {
    readonly method: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: unknown;
  }[] = [];
  readonly frames: unknown[] = [];
  answer: (method: string) => { readonly status: number; readonly reply: unknown } = () => ({
    status: 200,
    reply: { ok: true, value: null },
  });
  hello = true;
  #connected: ((peer: Peer) => void)[] = [];

  constructor() {
    this.server = createServer((request, response) => void this.#call(request, response));
    const accept = new WebSocketServer({ noServer: true, handleProtocols: () => 'portolan.v1' });
    this.server.on('upgrade', (request, socket, head) => {
      const offered = request.headers['sec-websocket-protocol'] ?? '';
      if (!offered.includes(`portolan.token.${TOKEN}`)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      accept.handleUpgrade(request, socket, head, (peer) => {
        this.sockets.push(peer);
        peer.on('message', (text) => this.frames.push(JSON.parse(String(text))));
        if (this.hello) peer.send(JSON.stringify({ type: 'hello', windowId: 'w' }));
        for (const tell of this.#connected.splice(0)) tell(peer);
      });
    });
  }

  async #call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const method = (request.url ?? '').replace('/api/call/', '');
    this.requests.push({ method, headers: request.headers, body: JSON.parse(text) });
    const refused = request.headers.authorization !== `Bearer ${TOKEN}`;
    const { status, reply } = refused ? { status: 401, reply: {} } : this.answer(method);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  }

  socket(): Promise<Peer> {
    return new Promise((resolve) => this.#connected.push(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

let host: Host;
let bridges: WebBridge[];
let delays: number[];

beforeEach(async () => {
  host = new Host();
  bridges = [];
  delays = [];
  await new Promise<void>((resolve) => host.server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const bridge of bridges) bridge.dispose();
  for (const peer of host.sockets) peer.terminate();
  host.server.closeAllConnections();
  await new Promise<void>((resolve) => host.server.close(() => resolve()));
});

function connect(token: string | null = TOKEN): {
  bridge: WebBridge;
  batches: EventBatch[];
  until: (count: number) => Promise<void>;
} {
  const batches: EventBatch[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const bridge = createWebBridge({
    token,
    windowId: 'window-1',
    origin: host.origin,
    fetch: (url, init) => fetch(url, init),
    socket: (url, protocols) => new WebSocket(url, [...protocols]),
    // Back-off is looked at, not waited for.
    setTimeout: (run, ms) => {
      delays.push(ms);
      const timer = setTimeout(run, 0);
      return () => clearTimeout(timer);
    },
  });
  bridges.push(bridge);
  bridge.onEvents((batch) => {
    batches.push(batch);
    for (const one of waiting) if (batches.length >= one.count) one.resolve();
  });
  return {
    bridge,
    batches,
    until: (count) =>
      batches.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

it('calls with token and window once the socket said hello', async () => {
  const { bridge } = connect();
  host.answer = () => ({ status: 200, reply: { ok: true, value: { counts: [] } } });
  const reply = await bridge.call('catalog.counts', { clusterId: 'a:b' });
  expect(reply).toEqual({ ok: true, value: { counts: [] } });
  expect(host.sockets).toHaveLength(1);
  expect(host.requests[0]).toMatchObject({
    method: 'catalog.counts',
    body: { clusterId: 'a:b' },
    headers: { authorization: `Bearer ${TOKEN}`, 'x-portolan-window': 'window-1' },
  });
});

it('passes events on in order', async () => {
  const peer = host.socket();
  const { batches, until } = connect();
  await until(1);
  const event = { topic: 'app:notice', clusterId: null, clusterName: null, payload: { level: 'info', message: 'one' } };
  (await peer).send(JSON.stringify({ type: 'events', events: [event, event] }));
  await until(2);
  expect(batches[0]).toEqual({ type: 'connection', connected: true });
  expect(batches[1]).toMatchObject({ type: 'events', events: [event, event] });
});

it('sends acknowledgements over the socket, without a request', async () => {
  const { bridge, until } = connect();
  await until(1);
  await bridge.call('views.ack', { clusterId: 'a:b', viewId: 'v1', seq: 7 });
  // A call after it: once that is answered, the frame before it has been sent as well.
  await bridge.call('app.info', {});
  expect(host.requests.map((request) => request.method)).toEqual(['app.info']);
  await expect.poll(() => host.frames).toEqual([{ type: 'ack', clusterId: 'a:b', viewId: 'v1', seq: 7 }]);
});

it('reconnects with the same window after the socket ended, and says so', async () => {
  const { batches, until } = connect();
  await until(1);
  host.sockets[0]?.close(1001);
  await until(3);
  expect(batches.map((batch) => batch.type === 'connection' && batch.connected)).toEqual([true, false, true]);
  expect(delays[0]).toBe(250);
});

it('comes back at once when it was too slow', async () => {
  const { until } = connect();
  await until(1);
  host.sockets[0]?.close(4001);
  await until(3);
  expect(delays).toEqual([]);
});

it('a wrong token ends it with a sentence, and is not tried again', async () => {
  const { bridge, until } = connect('another');
  await until(1);
  const reply = await bridge.call('app.info', {});
  expect(reply).toMatchObject({ ok: false, error: { code: 'unauthenticated', message: /earlier start/ } });
  expect(delays).toEqual([]);
});

it('no token: nothing is sent at all', async () => {
  const { bridge } = connect(null);
  expect(await bridge.call('app.info', {})).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
  expect(host.requests).toHaveLength(0);
});

it('a failed call is data with its code, and garbage says so', async () => {
  const { bridge } = connect();
  host.answer = () => ({ status: 400, reply: { ok: false, error: { code: 'cluster-required', message: 'which?' } } });
  expect(await bridge.call('app.info', {})).toMatchObject({ error: { code: 'cluster-required' } });
  host.answer = () => ({ status: 500, reply: 'oops' });
  expect(await bridge.call('app.info', {})).toMatchObject({ error: { code: 'internal' } });
});

it('a call that the window outran is made once more', async () => {
  const { bridge } = connect();
  let calls = 0;
  host.answer = () =>
    ++calls === 1
      ? { status: 409, reply: { ok: false, error: { code: 'cancelled', message: 'no window' } } }
      : { status: 200, reply: { ok: true, value: null } };
  expect(await bridge.call('clusters.wake', {})).toEqual({ ok: true, value: null });
});
