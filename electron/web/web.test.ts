import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { TestHost, tempFolder, writeKubeconfig } from '../core/testing/harness.ts';
import { startDemoServer } from '../demo/server.ts';
import { Pages } from './pages.ts';
import { WebServer } from './server.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: Awaited<ReturnType<typeof tempFolder>>;
let ends: (() => unknown)[] = [];
let port = 0;
let token = '';
let host: TestHost;
let server: WebServer;

beforeEach(async () => {
  folder = await tempFolder();
  const root = join(folder.path, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(
    join(root, 'index.html'),
    '<html><meta property="csp-nonce" nonce="__CSP_NONCE__"><p>page</p></html>',
  );
  await writeFile(join(root, 'assets', 'app-1.js'), 'export {};');
  await writeFile(join(folder.path, 'secret.txt'), 'outside');
  await symlink(join(folder.path, 'secret.txt'), join(root, 'assets', 'link.txt'));
  const cluster = await startDemoServer({ name: 'one', pods: 20, nodes: 2, namespaces: 1, living: false });
  ends.push(() => cluster.close());
  const file = await writeKubeconfig(folder.path, 'one.yaml', cluster.kubeconfig());
  host = await TestHost.open({ files: [file] });
  ends.push(() => host.close());
  server = new WebServer({ host: host.host, pages: await Pages.open(root) });
  port = await server.listen(0);
  ends.push(() => server.close());
  token = server.url(port).split('#token=')[1] ?? '';
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  await folder.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** With node's own client: fetch would not let a test set Host and Origin. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const call = (method: string, input: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('POST', `/api/call/${method}`, { authorization: `Bearer ${token}`, ...headers }, JSON.stringify(input));

function socket(protocols: readonly string[], headers: Record<string, string> = {}): WebSocket {
  const opened = new WebSocket(`ws://127.0.0.1:${port}/api/events`, [...protocols], { headers });
  ends.push(() => opened.terminate());
  return opened;
}

async function openWindow(
  windowId: string,
): Promise<{ socket: WebSocket; frames: { type: string; events?: { topic: string }[] }[] }> {
  const opened = socket(['portolan.v1', `portolan.token.${token}`, `portolan.window.${windowId}`]);
  const frames: { type: string; events?: { topic: string }[] }[] = [];
  opened.on('message', (data) => frames.push(JSON.parse(data.toString())));
  await once(opened, 'message');
  return { socket: opened, frames };
}

async function refused(opened: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    opened.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    opened.on('open', () => resolve(101));
    opened.on('error', () => undefined);
  });
}

describe('calls', () => {
  test('the token of this launch, and no other, opens the door', async () => {
    expect((await call('app.info', {})).status).toBe(200);
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const authorization of [`Bearer ${wrong}`, `Bearer ${token}x`, 'Bearer ', `Basic ${token}`, '']) {
      const answer = await ask('POST', '/api/call/app.info', authorization === '' ? {} : { authorization }, '{}');
      expect([authorization, answer.status]).toEqual([authorization, 401]);
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
    }
    const inQuery = await ask('POST', `/api/call/app.info?token=${token}`, {}, '{}');
    expect(inQuery.status).toBe(401);
  });

  test('a rebound name and a foreign page are refused even with the token', async () => {
    const rebound = await call('app.info', {}, { host: `evil.example:${port}` });
    expect(rebound.status).toBe(403);
    expect((await ask('GET', '/', { host: 'evil.example' })).status).toBe(403);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await call('app.info', {}, headers as Record<string, string>)).status).toBe(403);
    }
    for (const name of ['127.0.0.1', 'localhost']) {
      const headers = { host: `${name}:${port}`, origin: `http://${name}:${port}`, 'sec-fetch-site': 'same-origin' };
      const answer = await call('app.info', {}, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect((await ask('OPTIONS', '/api/call/app.info', { origin: 'https://evil.example' })).status).toBe(403);
  });

  test('what is wrong with a call has a status and an envelope', async () => {
    const missing = await call('clusters.status', {});
    expect(missing.status).toBe(400);
    expect(JSON.parse(missing.body)).toMatchObject({ ok: false, error: { code: 'cluster-required' } });
    const unknown = await call('no.such', {});
    expect([unknown.status, JSON.parse(unknown.body).error.code]).toEqual([404, 'unsupported']);
    expect((await call('clusters.reorder', { order: 1 })).status).toBe(200);
    const auth = { authorization: `Bearer ${token}` };
    expect((await ask('POST', '/api/call/app.info', auth, '{')).status).toBe(400);
    expect((await ask('GET', '/api/call/app.info', auth)).status).toBe(405);
    expect((await ask('POST', '/api/elsewhere', auth, '{}')).status).toBe(404);
    expect((await ask('POST', '/api/call/app.info', auth, ' '.repeat((8 << 20) + 1))).status).toBe(413);
    expect((await call('app.info', {}, { 'x-portolan-window': 'nobody-is-here' })).status).toBe(409);
  });

  test('a body that cannot be decoded does not end the server', async () => {
    const raw = connect(port, '127.0.0.1');
    raw.write(
      `POST /api/call/%E0%A4%A HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 2\r\n\r\n{}`,
    );
    await once(raw, 'close');
    expect((await call('app.info', {})).status).toBe(200);
  });
});

describe('pages', () => {
  test('the page, its deep links and its files, under a strict policy', async () => {
    const pages = await Promise.all(
      ['/', '/index.html', '/cluster/one.yaml%3Aone/pods', '/cluster/a%2F..%2Fb.c/x'].map((path) => ask('GET', path)),
    );
    for (const page of pages) {
      expect(page.status).toBe(200);
      expect(page.body).toContain('<p>page</p>');
      const policy = String(page.headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'/);
      expect(policy).not.toContain('unsafe');
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      expect(page.body).toContain(`nonce="${nonce}"`);
    }
    expect(new Set(pages.map((page) => page.body)).size).toBe(pages.length);
    const script = await ask('GET', '/assets/app-1.js');
    expect(script.headers['content-type']).toMatch('text/javascript');
    expect(script.headers['x-content-type-options']).toBe('nosniff');
  });

  test('nothing outside the folder is served', async () => {
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/link.txt',
      '/..%5csecret.txt',
      '/assets/app-1.js%00.txt',
      '//etc/passwd.txt',
      '/%',
      '/assets/none.js',
    ];
    for (const path of paths) {
      const answer = await ask('GET', path);
      expect([path, answer.body.includes('outside'), answer.status >= 400]).toEqual([path, false, true]);
    }
    expect((await ask('POST', '/', {}, 'x')).status).toBe(405);
  });
});

describe('events', () => {
  test('a socket needs token, Host and Origin as well', async () => {
    const id = 'window-0001';
    expect(await refused(socket(['portolan.v1', `portolan.window.${id}`]))).toBe(401);
    expect(await refused(socket(['portolan.v1', 'portolan.token.wrong', `portolan.window.${id}`]))).toBe(401);
    const good = ['portolan.v1', `portolan.token.${token}`, `portolan.window.${id}`];
    expect(await refused(socket(good, { origin: 'https://evil.example' }))).toBe(403);
    expect(await refused(socket(good, { host: 'evil.example' }))).toBe(403);
    expect(await refused(socket(['portolan.v1', `portolan.token.${token}`]))).toBe(400);
    expect(await refused(socket(good, { origin: `http://127.0.0.1:${port}` }))).toBe(101);
  });

  test('a view opened by call lives on the socket, is acknowledged there, and ends with it', async () => {
    const window = await openWindow('window-0002');
    expect(window.frames[0]).toEqual({ type: 'hello', windowId: 'window-0002' });
    const headers = { 'x-portolan-window': 'window-0002' };
    const clusterId = 'one.yaml:one';
    await call('clusters.open', { clusterId }, headers);
    const opened = JSON.parse((await call('views.open', { clusterId, kind: 'pods' }, headers)).body);
    expect(opened).toMatchObject({ ok: true, value: { clusterId } });
    const { viewId, seq } = opened.value;
    window.socket.send(JSON.stringify({ type: 'ack', clusterId, viewId, seq }));
    await host.until('ready', () => host.state(clusterId)?.state === 'ready');
    const uids = JSON.parse((await call('views.uids', { clusterId, viewId }, headers)).body);
    expect(uids.value.uids.length).toBeGreaterThan(0);
    window.socket.close();
    await once(window.socket, 'close');
    const again = await openWindow('window-0002');
    const gone = JSON.parse((await call('views.uids', { clusterId, viewId }, headers)).body);
    expect(gone).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(again.frames[0]?.type).toBe('hello');
  });

  test('a slow window does not hold up another, and is let go in the end', async () => {
    const slow = await openWindow('window-slow');
    const fast = await openWindow('window-fast');
    // Nothing is read any more: the kernel's buffers fill, then the server's queue for this window.
    slow.socket.pause();
    const text = 'x'.repeat(20_000);
    for (let n = 0; n < 6_000; n++) {
      host.host.call(
        'settings.set',
        { values: { theme: n % 2 === 0 ? 'dark' : 'light', guardPatterns: [text] } },
        { windowId: 'w' },
      );
      if (n % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => fast.frames.flatMap((frame) => frame.events ?? []).length, { timeout: 40_000 }).toBe(6_000);
    slow.socket.resume();
    const [code] = await once(slow.socket, 'close');
    // Told so, or cut off when it did not even take the word.
    expect([4001, 1006]).toContain(code);
  });

  test('a message that is none ends the socket', async () => {
    for (const message of ['hello', '{"type":"call"}', '{"type":"ack","seq":1}']) {
      const window = await openWindow('window-0003');
      window.socket.send(message);
      const [code] = await once(window.socket, 'close');
      expect(code).toBe(1008);
    }
  });
});
