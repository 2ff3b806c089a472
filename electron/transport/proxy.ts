import type net from 'node:net';
import { PortolanError } from '../../shared/errors.ts';
import { connectTcp, settled, type Target } from './dial.ts';
import { http, tls } from './node.ts';

/** Ways through a proxy: `http`, `https` (CONNECT) and `socks5`, `socks5h` (the `socks` package). */

interface Proxy {
  readonly scheme: 'http' | 'https' | 'socks5';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export function parseProxy(proxyUrl: string): Proxy {
  const url = new URL(proxyUrl);
  const scheme = url.protocol.replace(/:$/, '').replace(/^socks5h$|^socks$/, 'socks5');
  if (scheme !== 'http' && scheme !== 'https' && scheme !== 'socks5')
    throw new PortolanError('invalid', `The proxy ${url.protocol}//${url.host} is of a kind that is not supported.`);
  const port = url.port === '' ? { http: 80, https: 443, socks5: 1080 }[scheme] : Number(url.port);
  return {
    scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** Value of `proxy-authorization`, or undefined when the URL names nobody. */
export function proxyAuthorization(proxy: Proxy): string | undefined {
  if (proxy.user === '' && proxy.password === '') return undefined;
  return `Basic ${Buffer.from(`${proxy.user}:${proxy.password}`).toString('base64')}`;
}

/**
 * A byte stream to the target through the proxy. For a plain `http://` target behind an http proxy it is the proxy itself:
 * such requests carry the whole URL instead (as Go's http.Transport does, since proxies refuse CONNECT to web ports).
 */
export async function tunnel(
  proxyUrl: string,
  target: Target,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<net.Socket> {
  const proxy = parseProxy(proxyUrl);
  try {
    if (proxy.scheme === 'socks5') return await throughSocks(proxy, target, timeoutMs, signal);
    const tcp = await connectTcp(proxy.host, proxy.port, signal);
    const socket = proxy.scheme === 'https' ? await secure(tcp, proxy, signal) : tcp;
    return target.secure ? await connectThrough(socket, proxy, target, signal) : socket;
  } catch (error) {
    if (error instanceof PortolanError || (error instanceof Error && error.name === 'AbortError')) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The proxy ${proxy.host}:${proxy.port} does not lead to ${target.label}: ${reason}`;
    throw new PortolanError('unreachable', message, { detail: 'proxy', cause: error });
  }
}

/** True when requests to this target carry the whole URL because the peer is the proxy itself. */
export const sendsWholeUrl = (proxyUrl: string | undefined, target: Target): boolean =>
  proxyUrl !== undefined && !target.secure && parseProxy(proxyUrl).scheme !== 'socks5';

function secure(socket: net.Socket, proxy: Proxy, signal: AbortSignal): Promise<net.Socket> {
  const name = proxy.host;
  return settled(tls.connect({ socket, host: name, servername: name }), 'secureConnect', signal);
}

function connectThrough(socket: net.Socket, proxy: Proxy, target: Target, signal: AbortSignal): Promise<net.Socket> {
  const authorization = proxyAuthorization(proxy);
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const path = `${host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path,
      headers: { host: path, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
      // Without an agent: one would dial by itself.
      createConnection: () => socket,
      signal,
    });
    request.once('connect', (response, tunnelled, head) => {
      if (response.statusCode === 200) {
        if (head.length > 0) tunnelled.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`it answered ${response.statusCode ?? '?'} ${response.statusMessage ?? ''}`.trim()));
    });
    request.once('response', (response) => {
      socket.destroy();
      reject(new Error(`it answered ${response.statusCode ?? '?'} to CONNECT`));
    });
    request.once('error', reject);
    request.end();
  });
}

async function throughSocks(proxy: Proxy, target: Target, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  // Loaded when needed only: few clusters sit behind SOCKS, and every engine would pay for it.
  const { SocksClient } = await import('socks');
  const existing = await connectTcp(proxy.host, proxy.port, signal);
  const stop = (): void => void existing.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { socket } = await SocksClient.createConnection({
      command: 'connect',
      destination: { host: target.host, port: target.port },
      existing_socket: existing,
      timeout: timeoutMs,
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: 5,
        ...(proxy.user === '' ? {} : { userId: proxy.user, password: proxy.password }),
      },
    });
    return socket;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
