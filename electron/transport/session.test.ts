import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import zlib from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PortolanError } from '../../shared/errors.ts';
import { createPki, type Pki } from '../demo/pki.ts';
import { openSession, type SessionOptions } from './session.ts';
import type { ConnectionConfig, Credentials, HttpSession } from './types.ts';

let pki: Pki;
beforeAll(async () => {
  pki = await createPki('transport test');
});

const ends: (() => Promise<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Of both protocols: Node's HTTP/2 server gives the same by its compatibility layer. */
type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

async function tlsServer(
  handler: Handler,
  options: {
    readonly http2?: boolean;
    readonly pair?: { cert: string; key: string };
    readonly askClient?: boolean;
  } = {},
): Promise<{ port: number; sockets: Set<TLSSocket> }> {
  const settings = {
    ...(options.pair ?? pki.server),
    ...(options.askClient === true ? { requestCert: true, ca: pki.ca.cert, rejectUnauthorized: true } : {}),
  };
  const server =
    options.http2 === false
      ? https.createServer(settings)
      : http2.createSecureServer({ ...settings, allowHTTP1: true });
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket: TLSSocket) => sockets.add(socket));
  server.on('sessionError', () => {});
  server.on('tlsClientError', () => {});
  server.on('request', handler as () => void);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

const nobody: Credentials = { generation: 1, headers: {} };

function session(
  config: Omit<Partial<ConnectionConfig>, 'tls'> & {
    readonly server: string;
    readonly tls?: Partial<ConnectionConfig['tls']>;
  },
  credentials = nobody,
  options: Partial<SessionOptions> = {},
): HttpSession {
  const tls = { ca: pki.ca.cert, insecureSkipVerify: false, ...config.tls };
  const opened = openSession({ disableCompression: false, ...config, tls }, credentials, {
    userAgent: 'portolan-test/0',
    ...options,
  });
  ends.push(() => opened.close());
  return opened;
}

const hello: Handler = (_request, response) => void response.end('hello');
const failure = (promise: Promise<unknown>): Promise<PortolanError> =>
  promise.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: PortolanError) => error,
  );
const get = { method: 'GET', path: '/' } as const;

describe('protocols', () => {
  it.each([
    ['h2', true],
    ['http/1.1', false],
  ] as const)('%s over one kept connection, own user agent, path prefix, headers', async (protocol, withH2) => {
    const seen: string[] = [];
    const { port, sockets } = await tlsServer(
      (request, response) => {
        seen.push(
          `${request.httpVersion} ${request.url} ${request.headers['user-agent']} ${request.headers.authorization}`,
        );
        response.end('ok');
      },
      { http2: withH2 },
    );
    const opened = session(
      { server: `https://localhost:${port}/k8s/clusters/c-1/` },
      { generation: 1, headers: { authorization: 'Bearer t' } },
    );
    for (let i = 0; i < 3; i++) expect((await opened.text({ method: 'GET', path: '/version?x=1' })).text).toBe('ok');
    expect(opened.protocol).toBe(protocol);
    expect(sockets.size).toBe(1);
    expect(new Set(seen)).toEqual(
      new Set([`${withH2 ? '2.0' : '1.1'} /k8s/clusters/c-1/version?x=1 portolan-test/0 Bearer t`]),
    );
  });

  it('http:// servers, bodies, and no gzip asked for on the loopback', async () => {
    const server = http.createServer(async (request, response) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk as Uint8Array);
      response.end(`${request.method} ${Buffer.concat(chunks)} ${request.headers['accept-encoding']}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const opened = session({ server: `http://127.0.0.1:${port}` });
    expect((await opened.text({ method: 'POST', path: '/', body: '{"a":1}' })).text).toBe('POST {"a":1} undefined');
  });

  it('undoes gzip, line by line', async () => {
    const { port } = await tlsServer((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      const gzip = zlib.createGzip();
      gzip.on('data', (chunk) => response.write(chunk));
      gzip.write('{"a":1}\n');
      gzip.flush();
    });
    const { body } = await session({ server: `https://localhost:${port}` }).request(get);
    const first = await body[Symbol.asyncIterator]().next();
    expect(Buffer.from(first.value ?? []).toString()).toBe('{"a":1}\n');
    body.cancel();
  });

  it('sends once more when the kept connection has gone in between', async () => {
    const { port, sockets } = await tlsServer(hello, { http2: false });
    const opened = session({ server: `https://localhost:${port}` });
    await opened.text(get);
    for (const socket of sockets) socket.destroy();
    expect((await opened.text(get)).text).toBe('hello');
  });
});

describe('a dead HTTP/2 connection', () => {
  it('is found by a ping that is not answered, and a new one is dialled', async () => {
    const { port } = await tlsServer((_request, response) => void response.writeHead(200).write('first\n'));
    // A way through which the bytes can be stopped.
    const pipes: net.Socket[] = [];
    const between = net.createServer((near) => {
      const far = net.connect(port, '127.0.0.1');
      pipes.push(near, far);
      near.on('error', () => {}).pipe(far);
      far.on('error', () => {}).pipe(near);
    });
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    ends.push(() => {
      for (const pipe of pipes) pipe.destroy();
      between.close();
    });
    const at = (between.address() as AddressInfo).port;
    const opened = session({ server: `https://localhost:${at}` }, nobody, { ping: { afterMs: 80, timeoutMs: 80 } });
    const { body } = await opened.request(get);
    const iterator = body[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value ?? []).toString()).toBe('first\n');
    let ended = false;
    const next = failure(iterator.next()).finally(() => {
      ended = true;
    });
    // Quiet but alive: pings are answered.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(ended).toBe(false);
    for (const pipe of pipes) pipe.unpipe().pause();
    const error = await next;
    expect(error).toMatchObject({ code: 'unreachable', detail: 'ERR_HTTP2_PING_TIMEOUT' });
    expect(error.message).toContain('does not answer a ping');
    expect((await opened.request(get)).status).toBe(200);
  });

  it.each([0, 11])(
    'that the server has given up (GOAWAY %i) without hanging up is left, and no ping follows',
    async (code) => {
      const { port } = await tlsServer((request, response) => {
        response.writeHead(200).end('whole\n');
        const { session: heard } = (request as unknown as http2.Http2ServerRequest).stream;
        if (request.url === '/leave') setTimeout(() => heard?.goaway(code), 30);
      });
      const near: net.Socket[] = [];
      const far: net.Socket[] = [];
      // A way that passes on what is said, and never that somebody hung up.
      const between = net.createServer({ allowHalfOpen: true }, (socket) => {
        const other = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
        near.push(socket);
        far.push(other);
        socket.on('error', () => {}).pipe(other, { end: false });
        other.on('error', () => {}).pipe(socket, { end: false });
      });
      between.listen(0, '127.0.0.1');
      await once(between, 'listening');
      ends.push(() => {
        for (const pipe of [...near, ...far]) pipe.destroy();
        between.close();
      });
      const at = (between.address() as AddressInfo).port;
      const opened = session({ server: `https://localhost:${at}` }, nobody, { ping: { afterMs: 80, timeoutMs: 80 } });
      expect((await opened.text({ ...get, path: '/leave' })).text).toBe('whole\n');
      const thrown: unknown[] = [];
      const hear = (error: unknown): void => void thrown.push(error);
      process.on('uncaughtException', hear);
      ends.push(() => Promise.resolve(process.off('uncaughtException', hear)));
      // Time enough for the ping that would throw.
      await expect.poll(() => near[0]?.readableEnded ?? false, { timeout: 3_000 }).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(thrown).toEqual([]);
      expect((await opened.text(get)).status).toBe(200);
      expect(near).toHaveLength(2);
    },
  );
});

describe('certificates', () => {
  it.each([
    ['expired', 'CERT_HAS_EXPIRED', /has expired: it was valid from .*20\d\d.* to .*20\d\d/],
    ['not-yet-valid', 'CERT_NOT_YET_VALID', /is not valid yet/],
    [
      'wrong-name',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /is not for the name localhost: it is for DNS:.*valid from .*20\d\d/,
    ],
    ['wrong-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /signed by an unknown authority .*valid from .*20\d\d/],
  ] as const)('%s: a plain sentence with the dates, and nothing was sent', async (variant, code, sentence) => {
    let requests = 0;
    const { port } = await tlsServer(() => requests++, { pair: await pki.serverVariant(variant) });
    const error = await failure(session({ server: `https://localhost:${port}` }).text(get));
    expect(error).toMatchObject({ code: 'unreachable', detail: code });
    expect(error.message).toMatch(sentence);
    expect(requests).toBe(0);
    const skipping = session({ server: `https://localhost:${port}`, tls: { insecureSkipVerify: true } });
    await skipping.request({ ...get, signal: AbortSignal.timeout(300) }).catch(() => {});
    expect(requests).toBe(1);
  });

  it('tls-server-name is the name that is checked', async () => {
    const { port } = await tlsServer(hello);
    const named = (serverName: string): Promise<unknown> =>
      session({ server: `https://127.0.0.1:${port}`, tls: { serverName } }).text(get);
    await expect(named('kubernetes')).resolves.toMatchObject({ text: 'hello' });
    expect((await failure(named('other.example'))).message).toContain('not for the name other.example');
  });

  it('a client certificate signs in, a new one replaces the connection, garbage is named', async () => {
    const seen: string[] = [];
    const { port } = await tlsServer(
      (request, response) => {
        seen.push(String((request.socket as TLSSocket).getPeerCertificate().subject.CN));
        response.end('ok');
      },
      { askClient: true },
    );
    const [first, second] = [await pki.client('one', []), await pki.client('two', [])];
    const opened = session(
      { server: `https://localhost:${port}` },
      { ...nobody, clientCert: first.cert, clientKey: first.key },
    );
    await opened.text(get);
    opened.setCredentials({ generation: 2, headers: {}, clientCert: second.cert, clientKey: second.key });
    await opened.text(get);
    expect(seen).toEqual(['one', 'two']);
    const error = await failure(session({ server: `https://localhost:${port}` }).text(get));
    expect(error.message).toMatch(/client certificate/);
    expect(() =>
      session({ server: 'https://localhost:1' }, { ...nobody, clientCert: 'nonsense', clientKey: 'nonsense' }),
    ).toThrow(/cannot be read/);
  });
});

describe('failures', () => {
  it('refused, unknown host, reset, a server that speaks no TLS', async () => {
    const silent = net.createServer((socket) => socket.on('error', () => {}).destroy());
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    ends.push(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await failure(session({ server: `https://localhost:${port}` }).text(get))).toMatchObject({
      code: 'unreachable',
    });
    expect(await failure(session({ server: `http://127.0.0.1:${port}` }).text(get))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('reset'),
    });
    const plain = http.createServer((_request, response) => response.end());
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    ends.push(() => void plain.close());
    const { port: plainPort } = plain.address() as AddressInfo;
    expect((await failure(session({ server: `https://localhost:${plainPort}` }).text(get))).message).toContain('TLS');
    const unknown = await failure(session({ server: 'https://no-such-host.invalid' }).text(get));
    expect(unknown).toMatchObject({ code: 'unreachable', message: expect.stringContaining('cannot be resolved') });
    const refused = await failure(session({ server: 'https://127.0.0.1:1' }).text(get));
    expect(refused).toMatchObject({
      code: 'unreachable',
      detail: 'ECONNREFUSED',
      message: expect.stringContaining('refused'),
    });
  });

  it.each([true, false])('time-outs and cancelling (HTTP/2: %s)', async (withH2) => {
    const { port } = await tlsServer(
      (request, response) => {
        if (request.url === '/slow') response.writeHead(200).write('x');
      },
      { http2: withH2 },
    );
    const opened = session({ server: `https://localhost:${port}` });
    const late = await failure(opened.text({ method: 'GET', path: '/never', headersTimeoutMs: 50 }));
    expect(late).toMatchObject({ code: 'timeout', message: expect.stringContaining('has not answered') });
    const silent = await failure(opened.text({ method: 'GET', path: '/slow', bodyTimeoutMs: 50 }));
    expect(silent).toMatchObject({ code: 'timeout', message: expect.stringContaining('silent') });
    const stop = new AbortController();
    const cancelled = failure(opened.text({ method: 'GET', path: '/slow', signal: stop.signal }));
    stop.abort();
    expect(await cancelled).toMatchObject({ code: 'cancelled' });
    const closing = failure(opened.text({ method: 'GET', path: '/slow' }));
    await new Promise((resolve) => setImmediate(resolve));
    await opened.close();
    expect(await closing).toMatchObject({ code: 'cancelled' });
  });

  it.each([true, false])(
    'a body that ends too early is an error, never a short answer (HTTP/2: %s)',
    async (withH2) => {
      const { port, sockets } = await tlsServer(
        (_request, response) => {
          response.writeHead(200, { 'content-length': '1000' }).write('half');
          setTimeout(() => {
            for (const socket of sockets) socket.destroy();
          }, 20);
        },
        { http2: withH2 },
      );
      expect(await failure(session({ server: `https://localhost:${port}` }).text(get))).toMatchObject({
        code: 'unreachable',
      });
    },
  );

  it('reads no more than it may', async () => {
    const { port } = await tlsServer((_request, response) => void response.end(Buffer.alloc(3 << 20)));
    const error = await failure(session({ server: `https://localhost:${port}` }).text(get, 1 << 20));
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('larger than 1 MiB') });
  });
});

describe('proxies', () => {
  /** An http proxy that tunnels, and answers plain requests itself; notes what it saw. */
  async function proxy(): Promise<{ port: number; seen: string[] }> {
    const seen: string[] = [];
    const server = http.createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`);
      response.end('by the proxy');
    });
    server.on('connect', (request, near: net.Socket, head) => {
      seen.push(`CONNECT ${request.url} ${request.headers['proxy-authorization']}`);
      if (request.url?.startsWith('forbidden') === true) {
        near.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      const far = net.connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        near.write('HTTP/1.1 200 Connection established\r\n\r\n');
        far.write(head);
        near.on('error', () => far.destroy()).pipe(far);
        far.on('error', () => near.destroy()).pipe(near);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as AddressInfo).port, seen };
  }

  it('tunnels https through an http proxy, with its user', async () => {
    const { port } = await tlsServer(hello);
    const { port: proxyPort, seen } = await proxy();
    const opened = session({
      server: `https://localhost:${port}`,
      proxyUrl: `http://me:s%20cret@127.0.0.1:${proxyPort}`,
    });
    expect((await opened.text(get)).text).toBe('hello');
    expect(seen).toEqual([`CONNECT localhost:${port} Basic ${Buffer.from('me:s cret').toString('base64')}`]);
    const refused = session({ server: 'https://forbidden:1', proxyUrl: `http://127.0.0.1:${proxyPort}` });
    expect((await failure(refused.text(get))).message).toMatch(
      /proxy 127.0.0.1:\d+ does not lead to forbidden:1: it answered 403/,
    );
  });

  it('hands whole URLs of http servers to an http proxy', async () => {
    const { port, seen } = await proxy();
    const opened = session({ server: 'http://plain.example:8001', proxyUrl: `http://127.0.0.1:${port}` });
    expect((await opened.text({ method: 'GET', path: '/version' })).text).toBe('by the proxy');
    expect(seen[0]).toBe('GET http://plain.example:8001/version undefined');
  });

  it('goes through socks5, names resolved by the proxy', async () => {
    const { port } = await tlsServer(hello);
    const asked: string[] = [];
    const socks = net.createServer((near) => {
      near.once('data', () => {
        near.write(Buffer.from([5, 0]));
        near.once('data', (request) => {
          const length = request[4] ?? 0;
          asked.push(request.subarray(5, 5 + length).toString());
          const far = net.connect(request.readUInt16BE(5 + length), '127.0.0.1', () => {
            near.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
            near.on('error', () => far.destroy()).pipe(far);
            far.on('error', () => near.destroy()).pipe(near);
          });
        });
      });
    });
    socks.listen(0, '127.0.0.1');
    await once(socks, 'listening');
    ends.push(() => void socks.close());
    const proxyUrl = `socks5://127.0.0.1:${(socks.address() as AddressInfo).port}`;
    const opened = session({ server: `https://kubernetes:${port}`, proxyUrl });
    expect((await opened.text(get)).text).toBe('hello');
    expect(asked).toEqual(['kubernetes']);
  });
});
