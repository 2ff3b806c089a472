/**
 * What it takes to reach one API server, as plain data: it crosses to the engine's thread or process by structured clone.
 * `electron/transport` is a room of its own because both the host (pre-flight, heartbeat, probes) and the engine
 * (lists, watches, requests) need the same TLS, proxy and HTTP/2 rules, and neither may import the other.
 */
export interface ConnectionConfig {
  /** Base URL as in the kubeconfig, a path prefix included (`https://host:6443/k8s/clusters/c-1`). */
  readonly server: string;
  readonly tls: {
    /** PEM; `undefined` is the system's trust store. */
    readonly ca?: string;
    readonly insecureSkipVerify: boolean;
    /** `tls-server-name`. */
    readonly serverName?: string;
  };
  /** `proxy-url`, or from HTTPS_PROXY/NO_PROXY: http, https or socks5 URL. */
  readonly proxyUrl?: string;
  /** `disable-compression` of the kubeconfig. */
  readonly disableCompression: boolean;
}

/** What a request carries to be somebody. A new generation replaces the old one whole. */
export interface Credentials {
  /** Grows by one with every refresh; a 401 names the generation it was given for, so that one refresh serves all waiters. */
  readonly generation: number;
  /** `authorization`, `impersonate-user`, `impersonate-group` …; names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** PEM. */
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** Epoch ms, when known. */
  readonly expiresAt?: number;
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query below the server's base URL, beginning with `/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Time until the response's head, ms. 0 or absent: none. */
  readonly headersTimeoutMs?: number;
  /** Longest silence inside the body, ms. Absent: none (watches). */
  readonly bodyTimeoutMs?: number;
  /** The same, only where there is no ping to tell a quiet connection from a dead one (HTTP/1.1): watches. */
  readonly silenceOnH1Ms?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Decoded (gzip undone) bytes, with backpressure. Must be read or cancelled. */
  readonly body: AsyncIterable<Uint8Array> & { cancel(): void };
}

/** One kept-alive HTTP session to one cluster: HTTP/2 where offered (ping after 30 s of silence, 15 s to answer), else HTTP/1.1. */
export interface HttpSession {
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Reads the whole body as text, at most `maxBytes` (default 64 MiB). */
  text(
    request: HttpRequest,
    maxBytes?: number,
  ): Promise<{ status: number; headers: HttpResponse['headers']; text: string }>;
  /** New credentials from now on; a changed client certificate replaces the connection. */
  setCredentials(credentials: Credentials): void;
  readonly protocol: 'h2' | 'http/1.1' | null;
  /** Aborts everything in flight and closes sockets. */
  close(): Promise<void>;
}
/** A transport failure (never an HTTP status) is thrown as `PortolanError` with code `unreachable`, `timeout` or `cancelled`, `detail` holding the system's error code. TLS problems name the certificate's problem with its dates. */
