import { createServer as createHttp1, type Server as Http1Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import type { KeyPair } from '../pki.ts';
import type { Stats } from '../stats.ts';
import { Gate } from './gate.ts';
import type { WireRequest, WireResponse } from './wire.ts';

export interface ListenerOptions {
  readonly host: string;
  /** 0: any. Kept over `refuse` and `accept`. */
  readonly port: number;
  readonly tls: KeyPair | null;
  readonly clientCa: string;
  readonly http2: boolean;
  /** Connections that can fall silent; they cost a little more. */
  readonly gated: boolean;
  readonly stats: Stats;
  /** Called before each connection is served. */
  readonly connected: () => void;
  readonly handle: (request: WireRequest, response: WireResponse) => void;
}

type Protocols = Http2SecureServer | Http1Server;

/**
 * Owns the port and every connection. The TCP acceptor stands apart from the protocol server, so that the port can
 * refuse and come back, certificates change, and connections be cut or fall silent while the server lives on.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #protocols: Protocols;
  readonly #sockets = new Map<Socket, Gate | null>();
  #acceptor: TcpServer | null = null;
  #port: number;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#protocols = this.#createProtocols();
    // A client that goes away mid-handshake, or distrusts us, is its own affair.
    this.#protocols.on('tlsClientError', (_error: Error, socket: { destroy(): void }) => socket.destroy());
    this.#protocols.on('sessionError', () => {});
    this.#protocols.on('clientError', (_error: Error, socket: { destroy(): void }) => socket.destroy());
  }

  #createProtocols(): Protocols {
    const { tls, clientCa, http2, handle } = this.#options;
    const listener = (request: unknown, response: unknown): void =>
      handle(request as WireRequest, response as WireResponse);
    if (!tls) return createHttp1({ keepAliveTimeout: 90_000, requestTimeout: 0 }, listener);
    // A client that was reset before its first byte is seen by this alone: Node tells nothing of it until the handshake's time is up.
    const secure = { ...tls, ca: clientCa, requestCert: true, rejectUnauthorized: false, handshakeTimeout: 10_000 };
    if (!http2)
      return createHttps(
        { ...secure, ALPNProtocols: ['http/1.1'], requestTimeout: 0, keepAliveTimeout: 90_000 },
        listener,
      );
    const settings = { maxConcurrentStreams: 250, initialWindowSize: 1_048_576 };
    const server = createSecureServer({ ...secure, allowHTTP1: true, settings, maxSessionMemory: 256 }, listener);
    server.on('session', (session) => session.setLocalWindowSize(8 * 1_048_576));
    return server;
  }

  get port(): number {
    return this.#port;
  }
  get connections(): number {
    return this.#sockets.size;
  }

  /** Listens; resolves when connections are accepted. */
  async accept(): Promise<void> {
    if (this.#acceptor) return;
    const acceptor = createTcp({ noDelay: true }, (socket) => this.#connected(socket));
    this.#acceptor = acceptor;
    await new Promise<void>((resolve, reject) => {
      acceptor.once('error', reject);
      acceptor.listen(this.#port, this.#options.host, () => {
        acceptor.off('error', reject);
        resolve();
      });
    });
    const address = acceptor.address();
    if (address && typeof address === 'object') this.#port = address.port;
  }

  /** Closes the port and every connection: later ones are refused until `accept`. */
  async refuse(): Promise<void> {
    const acceptor = this.#acceptor;
    this.#acceptor = null;
    this.dropConnections();
    if (acceptor) await new Promise<void>((resolve) => acceptor.close(() => resolve()));
  }

  dropConnections(): void {
    for (const [socket, gate] of this.#sockets) {
      gate?.destroy();
      socket.destroy();
    }
  }

  /** Every connection open now falls silent for good; new ones work. */
  silenceConnections(): void {
    if (!this.#options.gated) throw new Error('connections fall silent only on a server started with `gated: true`');
    for (const gate of this.#sockets.values()) gate?.silence();
  }

  /** Handshakes from now on show this certificate. */
  setCertificate(pair: KeyPair): void {
    if ('setSecureContext' in this.#protocols && typeof this.#protocols.setSecureContext === 'function') {
      this.#protocols.setSecureContext({ ...pair, ca: this.#options.clientCa });
    }
  }

  onUpgrade(listener: (request: unknown, socket: unknown, head: unknown) => void): void {
    this.#protocols.on('upgrade', listener);
  }

  #connected(socket: Socket): void {
    const { stats, gated, connected } = this.#options;
    connected();
    const gate = gated ? new Gate(socket) : null;
    this.#sockets.set(socket, gate);
    const ended = stats.connection();
    let seen = { read: 0, written: 0 };
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      stats.received(socket.bytesRead - seen.read);
      seen = { read: socket.bytesRead, written: socket.bytesWritten };
      ended();
    });
    gate?.on('error', () => {});
    this.#protocols.emit('connection', gate ?? socket);
  }

  async close(): Promise<void> {
    await this.refuse();
    this.#protocols.removeAllListeners('upgrade');
    this.#protocols.close();
  }
}
