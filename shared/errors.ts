/** Expected failures are values with a code of this closed list; they cross every channel as data. */
export const errorCodes = [
  'cluster-required',
  'cluster-closed',
  'consent-required',
  'no-credentials',
  'unauthenticated',
  'forbidden',
  'read-only',
  'not-found',
  'already-exists',
  'conflict',
  'too-many-requests',
  'timeout',
  'unreachable',
  'invalid',
  'unsupported',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorInfo {
  readonly code: ErrorCode;
  /** One plain sentence: what happened, to what, what to do. The server's own words follow after a colon. */
  readonly message: string;
  readonly clusterId?: string;
  /** More for the interested: the server's Status object as text, a plugin's stderr tail. */
  readonly detail?: string;
}

export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorInfo };

/** The one error class that carries a code through `throw` inside a process; converted to data at its edge. */
export class PortolanError extends Error {
  override readonly name = 'PortolanError';
  readonly code: ErrorCode;
  readonly clusterId: string | undefined;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, more: { clusterId?: string; detail?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.clusterId = more.clusterId;
    this.detail = more.detail;
  }
}

/** Whatever was thrown, as data. Anything that is not a PortolanError is `internal`, with its message kept. */
export function toErrorInfo(error: unknown, clusterId?: string): ErrorInfo {
  const id = error instanceof PortolanError ? (error.clusterId ?? clusterId) : clusterId;
  const where = id === undefined ? {} : { clusterId: id };
  if (error instanceof PortolanError) {
    return {
      code: error.code,
      message: error.message,
      ...where,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    };
  }
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled.', ...where };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), ...where };
}

export function assertNever(value: never, what = 'value'): never {
  throw new PortolanError('internal', `Unexpected ${what}: ${JSON.stringify(value)}`);
}
