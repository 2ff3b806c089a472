import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { StreamName } from '../../shared/contract/streams.ts';
import { decodeFrame } from '../../shared/streams/frames.ts';
import { StreamPeer, type Wire } from '../../shared/streams/peer.ts';
import type { Host } from '../core/types.ts';
import { Pages } from './pages.ts';
import { WebServer } from './server.ts';

/** A host of one stream: it sends back what it gets. */
const echo: Host = {
  call: () => Promise.resolve({ ok: true, value: null }),
  onEvents: () => () => {},
  closeWindow: () => {},
  report: () => {},
  close: () => Promise.resolve(),
  openStream: (request, _from, wire) => {
    const peer = new StreamPeer(wire);
    const { name, input } = request as { readonly name: StreamName; readonly input: unknown };
    peer.control({ name, input });
    peer.onData((bytes) => peer.write(bytes.slice()));
    return { receive: (frame) => peer.receive(frame), closed: () => peer.wireClosed() };
  },
};

let folder: string;
let server: WebServer;
let port: number;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-web-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  server = new WebServer({ host: echo, pages: await Pages.open(folder) });
  port = await server.listen(0);
  token = new URL(server.url(port)).hash.slice('#token='.length);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const WINDOW = 'window-of-streams';
const open = (path: string, protocols: readonly string[], headers: Readonly<Record<string, string>> = {}): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { headers });
const mine = (): readonly string[] => ['portolan.v1', `portolan.token.${token}`, `portolan.window.${WINDOW}`];
const refused = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('error', (error) => resolve(error.message));
    socket.once('open', () => resolve('open'));
  });

describe('byte streams of the web host', () => {
  test('are refused without the token, from another page, and for a window that is not open', async () => {
    const path = '/api/stream/auth.terminal';
    expect(await refused(open(path, ['portolan.v1', `portolan.token.x`, `portolan.window.${WINDOW}`]))).toMatch(/401/);
    expect(await refused(open(path, mine(), { origin: 'https://evil.example' }))).toMatch(/403/);
    expect(await refused(open(path, mine(), { host: 'evil.example' }))).toMatch(/403/);
    // No event socket of this window yet.
    expect(await refused(open(path, mine()))).not.toBe('open');
  });

  test('carry bytes both ways, whole, and end when one side goes', async () => {
    const events = open('/api/events', mine());
    await new Promise((resolve) => events.once('message', resolve));
    const socket = open('/api/stream/auth.terminal', mine());
    socket.binaryType = 'arraybuffer';
    const wire: Wire = { send: (frame) => socket.send(frame), close: () => socket.close() };
    const peer = new StreamPeer(wire);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.on('message', (data) => peer.receive(new Uint8Array(data as ArrayBuffer)));
    const said = new Promise((resolve) => peer.onControl(resolve));
    socket.send(JSON.stringify({ clusterId: 'c:x' }));
    expect(await said).toEqual({ name: 'auth.terminal', input: { clusterId: 'c:x' } });
    const text = 'ä€😀'.repeat(60_000);
    let back = '';
    const all = new Promise<void>((resolve) => {
      peer.onData((bytes) => {
        back += new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        if (back.length >= text.length) resolve();
      });
    });
    await peer.write(new TextEncoder().encode(text));
    await all;
    expect(back === text).toBe(true);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    peer.end();
    await closed;
    expect(decodeFrame(Uint8Array.of(9))).toBeNull();
    events.close();
  });
});
