import { PortolanError, toErrorInfo } from '../../shared/errors.ts';
import type { HttpSession } from '../transport/types.ts';
import type { CredentialGate } from './auth-gate.ts';
import type { EngineRequest, EngineResponse, FromEngine } from './protocol.ts';

/** Requests the host makes through the engine's one session. HTTP statuses are answers; only transport failures are failures. */
export class Requests {
  readonly #session: HttpSession;
  readonly #gate: CredentialGate;
  readonly #post: (message: FromEngine) => void;
  readonly #running = new Map<number, AbortController>();

  constructor(session: HttpSession, gate: CredentialGate, post: (message: FromEngine) => void) {
    this.#session = session;
    this.#gate = gate;
    this.#post = post;
  }

  start(callId: number, request: EngineRequest): void {
    const stop = new AbortController();
    this.#running.set(callId, stop);
    this.send(request, stop.signal)
      .then(
        (response) => this.#post({ type: 'response', callId, response }),
        (error: unknown) => this.#post({ type: 'failure', callId, error: toErrorInfo(error) }),
      )
      .finally(() => this.#running.delete(callId));
  }

  abort(callId: number): void {
    this.#running.get(callId)?.abort();
  }

  close(): void {
    for (const stop of this.#running.values()) stop.abort();
  }

  /** One request, whole answer; a 401 is tried once more with fresh credentials. */
  async send(request: EngineRequest, signal: AbortSignal): Promise<EngineResponse> {
    for (let first = true; ; first = false) {
      const generation = this.#gate.generation;
      const response = await this.#once(request, signal);
      if (response.status !== 401 || !first || !(await this.#gate.renewed(generation, signal))) return response;
    }
  }

  async #once(request: EngineRequest, outer: AbortSignal): Promise<EngineResponse> {
    const timeoutMs = request.timeoutMs ?? 30_000;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs);
    try {
      const { status, headers, text } = await this.#session.text({
        method: request.method,
        path: request.path,
        ...(request.headers === undefined ? {} : { headers: request.headers }),
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: AbortSignal.any([outer, late.signal]),
      });
      return { status, headers: plain(headers), text };
    } catch (error) {
      if (late.signal.aborted && !outer.aborted)
        throw new PortolanError('timeout', `The server has not answered within ${timeoutMs / 1000} s.`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function plain(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) result[name] = typeof value === 'string' ? value : value.join(', ');
  return result;
}
