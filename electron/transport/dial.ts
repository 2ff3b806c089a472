import net from 'node:net';
import type { SecureContext } from 'node:tls';
import { badMaterial, certificateError, transportError } from './errors.ts';
import { tls } from './node.ts';
import { tunnel } from './proxy.ts';
import type { ConnectionConfig, Credentials } from './types.ts';

/** One API server, as the dialer sees it. */
export interface Target {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Path prefix of the server's URL without a trailing slash; empty for none. */
  readonly prefix: string;
  /** `host:port`, for sentences. */
  readonly label: string;
  readonly loopback: boolean;
}

/** Throws `TypeError` for a text that is no URL; the kubeconfig's checks come before. */
export function targetOf(server: string): Target {
  const url = new URL(server);
  const secure = url.protocol !== 'http:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return {
    secure,
    host,
    port,
    prefix: url.pathname.replace(/\/+$/, ''),
    label: `${url.hostname}:${port}`,
    loopback: host === 'localhost' || host === '::1' || /^127\./.test(host),
  };
}

/** Parses PEM material once per credentials: OpenSSL takes a millisecond or more for it. Throws `invalid`. */
export function secureContextOf(
  config: ConnectionConfig,
  credentials: Credentials,
  target: Target,
): SecureContext | undefined {
  if (!target.secure) return undefined;
  const { ca, insecureSkipVerify } = config.tls;
  const { clientCert, clientKey } = credentials;
  const authorities =
    ca ?? (insecureSkipVerify ? undefined : [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]);
  try {
    return tls.createSecureContext({
      ...(authorities === undefined ? {} : { ca: authorities }),
      ...(clientCert === undefined ? {} : { cert: clientCert }),
      ...(clientKey === undefined ? {} : { key: clientKey }),
      minVersion: 'TLSv1.2',
    });
  } catch (error) {
    throw badMaterial(target.label, error);
  }
}

export interface DialOptions {
  readonly config: ConnectionConfig;
  readonly target: Target;
  readonly context: SecureContext | undefined;
  /** ALPN offers, most wanted first. */
  readonly alpn: readonly string[];
  /** For the TCP connection, the proxy's answer and the TLS handshake together, ms. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A socket on which the server has proved its name (or need not). Nothing was sent before that. Throws PortolanError. */
export async function dial(options: DialOptions): Promise<net.Socket> {
  const { config, target, timeoutMs } = options;
  const timer = new AbortController();
  const signal = AbortSignal.any([options.signal, timer.signal]);
  const cancelTimer = setTimeout(() => timer.abort(), timeoutMs);
  try {
    const raw =
      config.proxyUrl === undefined
        ? await connectTcp(target.host, target.port, signal)
        : await tunnel(config.proxyUrl, target, signal, timeoutMs);
    if (!target.secure) return raw;
    return await startTls(raw, options, signal);
  } catch (error) {
    if (timer.signal.aborted && !options.signal.aborted)
      throw transportError(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' }), target.label);
    throw transportError(error, target.label);
  } finally {
    clearTimeout(cancelTimer);
  }
}

/** Connects to host and port; rejects with the system's error, or an AbortError. */
export function connectTcp(host: string, port: number, signal: AbortSignal): Promise<net.Socket> {
  const socket = net.connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  return settled(socket, 'connect', signal);
}

/** Resolves when `event` came; destroys the socket when the signal or an error comes first. */
export function settled<S extends net.Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
    };
    const fail = (error: Error): void => {
      end();
      // A socket that is given up may still report errors; nobody is left to hear them.
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onReady = (): void => {
      end();
      resolve(socket);
    };
    const onError = (error: Error): void => fail(error);
    const onClose = (): void => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const onAbort = (): void => fail(Object.assign(new Error('aborted'), { name: 'AbortError' }));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once(event, onReady).once('error', onError).once('close', onClose);
  });
}

async function startTls(raw: net.Socket, options: DialOptions, signal: AbortSignal): Promise<net.Socket> {
  const { config, target, context, alpn } = options;
  const name = config.tls.serverName ?? target.host;
  const socket = tls.connect({
    socket: raw,
    host: name,
    ...(net.isIP(name) === 0 ? { servername: name } : {}),
    ...(context === undefined ? {} : { secureContext: context }),
    ALPNProtocols: [...alpn],
    // Checked below, before a byte is sent: so that the certificate can be read and its dates shown.
    rejectUnauthorized: false,
  });
  await settled(socket, 'secureConnect', signal);
  if (!socket.authorized && !config.tls.insecureSkipVerify) {
    const certificate = socket.getPeerCertificate();
    const code = String(socket.authorizationError);
    socket.on('error', () => {});
    socket.destroy();
    throw certificateError(code, certificate, target.label, name);
  }
  return socket;
}
