import type { Fields } from '../types.ts';

/** `metav1.Status`, the body of every refusal (`apimachinery/pkg/api/errors/errors.go`). */
export interface StatusBody {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Fields;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Fields;
  readonly code?: number;
}

/** A refusal on its way to the client. */
export class StatusError extends Error {
  readonly body: StatusBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, reason: string, message: string, details?: Fields, headers: Record<string, string> = {}) {
    super(message);
    this.body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...(details ? { details } : {}),
      code,
    };
    this.headers = headers;
  }

  get code(): number {
    return this.body.code ?? 500;
  }
}

/** group and plural of what was asked for. */
export interface Qualified {
  readonly group: string;
  readonly plural: string;
}

const qualified = ({ group, plural }: Qualified): string => (group === '' ? plural : `${plural}.${group}`);
const details = ({ group, plural }: Qualified, name: string): Fields => ({
  ...(name === '' ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: plural,
});

export const notFound = (what: Qualified, name: string): StatusError =>
  new StatusError(404, 'NotFound', `${qualified(what)} "${name}" not found`, details(what, name));

/** A path below a served group that names no resource. */
export const noSuchResource = (): StatusError =>
  new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (what: Qualified, name: string): StatusError =>
  new StatusError(409, 'AlreadyExists', `${qualified(what)} "${name}" already exists`, details(what, name));

export const conflict = (what: Qualified, name: string, why: string): StatusError =>
  new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(what)} "${name}": ${why}`,
    details(what, name),
  );

/** `apimachinery/pkg/api/errors`, `NewApplyConflict`. */
export function applyConflict(causes: readonly FieldProblem[]): StatusError {
  const groups = Map.groupBy(causes, ({ message }) => message);
  const several = causes.length === 1 ? 'Apply failed with 1 conflict' : `Apply failed with ${causes.length} conflicts`;
  const said = [...groups].map(([message, fields]) =>
    fields.length === 1 && causes.length === 1
      ? `${message}: ${fields[0]?.field ?? ''}`
      : `${message.replace(/^conflict with/, 'conflicts with')}:\n- ${fields.map(({ field }) => field).join('\n- ')}`,
  );
  return new StatusError(409, 'Conflict', `${several}: ${said.join('\n')}`, { causes });
}

export const MODIFIED_MEANWHILE =
  'the object has been modified; please apply your changes to the latest version and try again';

export const badRequest = (message: string): StatusError => new StatusError(400, 'BadRequest', message);

export const unauthorized = (): StatusError => new StatusError(401, 'Unauthorized', 'Unauthorized');

export const expired = (message: string): StatusError => new StatusError(410, 'Expired', message);

export const unsupportedMedia = (): StatusError =>
  new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

/** A patch that cannot be applied. */
export const rejected = (): StatusError =>
  new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

/** An error without a reason, as the server makes of one that nobody classified. */
export function plainError(message: string): StatusError {
  const error = new StatusError(500, '', message);
  const { reason: _, ...body } = error.body;
  return Object.assign(error, { body });
}

export const methodNotAllowed = (): StatusError =>
  new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});

const AVAILABLE = [
  'application/json',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
];

export const notAcceptable = (): StatusError =>
  new StatusError(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${AVAILABLE.join(', ')}`,
    {},
  );

export interface FieldProblem {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function invalid(what: Qualified, kind: string, name: string, problems: readonly FieldProblem[]): StatusError {
  const texts = problems.map((problem) => `${problem.field}: ${problem.message}`);
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const kindName = what.group === '' ? kind : `${kind}.${what.group}`;
  return new StatusError(422, 'Invalid', `${kindName} "${name}" is invalid: ${joined}`, {
    ...(name === '' ? {} : { name }),
    ...(what.group === '' ? {} : { group: what.group }),
    kind,
    causes: problems.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}

/** A list or watch that asks for a resourceVersion this server has not reached (`storage.NewTooLargeResourceVersionError`). */
export const tooLarge = (asked: number, current: number): StatusError =>
  new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });

export interface Attempt {
  readonly user: string;
  readonly verb: string;
  readonly group: string;
  readonly plural: string;
  readonly subresource: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** `apiserver/pkg/endpoints/handlers/responsewriters/errors.go`, `forbiddenMessage`. */
export function forbiddenSentence({ user, verb, group, plural, subresource, namespace }: Attempt): string {
  const resource = subresource === '' ? plural : `${plural}/${subresource}`;
  const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
}

export function forbidden(attempt: Attempt, because = ''): StatusError {
  const sentence = `${forbiddenSentence(attempt)}${because === '' ? '' : `: ${because}`}`;
  const what = qualified(attempt);
  const subject = attempt.name === '' ? what : `${what} "${attempt.name}"`;
  return new StatusError(403, 'Forbidden', `${subject} is forbidden: ${sentence}`, details(attempt, attempt.name));
}

export const forbiddenPath = (user: string, verb: string, path: string): StatusError =>
  new StatusError(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {});

/** The plain refusals that a fault asks for by number. */
export function statusByCode(code: number, attempt: Attempt, retryAfterSeconds?: number): StatusError {
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const hint = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  if (code === 401) return unauthorized();
  if (code === 403) return forbidden(attempt);
  if (code === 404) return notFound(attempt, attempt.name);
  if (code === 410) return expired(`too old resource version: 1 (${1_000})`);
  if (code === 429) {
    const message = 'the server has received too many requests and has asked us to try again later';
    return new StatusError(429, 'TooManyRequests', message, hint, retry);
  }
  if (code === 503) {
    return new StatusError(
      503,
      'ServiceUnavailable',
      'the server is currently unable to handle the request',
      hint,
      retry,
    );
  }
  if (code === 504)
    return new StatusError(504, 'Timeout', 'request did not complete within the allotted timeout', hint);
  return new StatusError(code, 'InternalError', 'Internal error occurred: etcdserver: request timed out', {
    causes: [{ message: 'etcdserver: request timed out' }],
  });
}
