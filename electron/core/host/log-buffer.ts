import type { AppLogLine } from '../../../shared/contract/app.ts';
import type { Clock, Log } from '../ports.ts';

const kept = 2_000;

/**
 * Credentials that reached a message through somebody else's words (a server's, a plugin's) are blanked before the line is
 * kept or printed: bearer and basic tokens, JWTs, PEM blocks, `token=`/`password=` pairs, user info in URLs.
 */
export function scrub(message: string): string {
  return message
    .replace(/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, '[PEM removed]')
    .replace(/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, '$1 [removed]')
    .replace(/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)?/g, '[token removed]')
    .replace(
      /\b((?:id|access|refresh)?[-_]?token|password|passwd|secret|client-key-data)(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
      '$1$2[removed]',
    )
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1[removed]@');
}

/** The application's log: the newest lines for `app.logs`, and every line to the host's own log. */
export class LogBuffer implements Log {
  readonly #next: Log;
  readonly #clock: Clock;
  #lines: AppLogLine[] = [];
  #seq = 0;

  constructor(next: Log, clock: Clock) {
    this.#next = next;
    this.#clock = clock;
  }

  get lines(): readonly AppLogLine[] {
    return this.#lines.slice(-kept);
  }

  debug(message: string, where: { readonly clusterId?: string } = {}): void {
    this.#add('debug', message, where);
  }

  info(message: string, where: { readonly clusterId?: string } = {}): void {
    this.#add('info', message, where);
  }

  warn(message: string, where: { readonly clusterId?: string } = {}): void {
    this.#add('warn', message, where);
  }

  error(message: string, where: { readonly clusterId?: string } = {}): void {
    this.#add('error', message, where);
  }

  #add(level: AppLogLine['level'], message: string, where: { readonly clusterId?: string }): void {
    const clean = scrub(message);
    const id = where.clusterId === undefined ? {} : { clusterId: where.clusterId };
    this.#seq += 1;
    this.#lines.push({ seq: this.#seq, at: this.#clock.now(), level, message: clean, ...id });
    if (this.#lines.length > kept * 2) this.#lines = this.#lines.slice(-kept);
    this.#next[level](clean, id);
  }
}
