import type { LogLine, LogSource } from '../api/exchange.ts';
import { hashText, mix } from '../random.ts';
import { isFields, type KubeObject, textAt, valueAt } from '../types.ts';

const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'INFO', 'WARN', 'INFO', 'ERROR'] as const;
const MESSAGES = [
  'request completed',
  'cache refreshed',
  'connection to upstream established',
  'message acknowledged',
  'retrying after timeout',
  'scheduled job finished',
  'configuration reloaded',
  'slow query',
  'token verified',
  'batch written',
  'circuit breaker closed',
  'leader lease renewed',
];

/** What a container that ends badly says last. */
const LAST_WORDS: Readonly<Record<string, readonly string[]>> = {
  OOMKilled: [
    'allocating 96 MiB for batch',
    'heap usage 97 %, running emergency collection',
    'allocating 96 MiB for batch',
  ],
  Error: [
    'loading configuration from /etc/app/config.yaml',
    'panic: dial tcp: lookup ledger-db.payments.svc: no such host',
    'goroutine 1 [running]:',
    'main.main()',
    '\t/src/cmd/server/main.go:84 +0x5a5',
  ],
};

interface Run {
  readonly begin: number;
  /** 0: still running. */
  readonly end: number;
  readonly reason: string;
}

function runOf(pod: KubeObject, container: string, previous: boolean): Run | null {
  const found = ['containerStatuses', 'initContainerStatuses']
    .flatMap((key) => {
      const statuses = valueAt(pod, 'status', key);
      return Array.isArray(statuses) ? statuses : [];
    })
    .find((status) => textAt(status, 'name') === container);
  if (!isFields(found)) return null;
  const running = textAt(found, 'state', 'running', 'startedAt');
  if (running !== '' && !previous) return { begin: Date.parse(running), end: 0, reason: '' };
  const terminated = valueAt(
    found,
    previous || textAt(found, 'state', 'waiting', 'reason') === 'CrashLoopBackOff' ? 'lastState' : 'state',
    'terminated',
  );
  if (!isFields(terminated)) return null;
  return {
    begin: Date.parse(textAt(terminated, 'startedAt')),
    end: Date.parse(textAt(terminated, 'finishedAt')),
    reason: textAt(terminated, 'reason'),
  };
}

/** Log lines follow from the container's identity and the time: nothing is kept, any past is the same each time it is read. */
export function logSource(pod: KubeObject, container: string, previous: boolean, now: number): LogSource | null {
  const run = runOf(pod, container, previous);
  if (!run) return { past: () => [], next: () => null };
  const seed = hashText(`${pod.metadata.uid}/${container}`);
  const gap = 400 + (seed % 2600);
  const json = seed % 3 === 0;
  const lineAt = (index: number): LogLine => {
    const at = run.begin + index * gap + (mix(seed + index) % (gap >> 1));
    return { at, text: lineText(seed, index, at, json) };
  };
  const indexAt = (at: number): number => Math.floor((at - run.begin) / gap);
  return {
    past(limit) {
      const until = run.end > 0 ? run.end : now;
      const words = LAST_WORDS[run.reason] ?? [];
      const last = indexAt(until);
      const from = Math.max(0, last - Math.min(limit, 100_000));
      const lines: LogLine[] = [];
      for (let i = from; i <= last; i++) {
        const line = lineAt(i);
        if (line.at < until) lines.push(line);
      }
      return [...lines, ...words.map((text, i) => ({ at: until - words.length + i, text }))];
    },
    next(after) {
      if (run.end > 0) return null;
      for (let i = Math.max(0, indexAt(after) - 1); ; i++) {
        const line = lineAt(i);
        if (line.at > after) return line;
      }
    },
  };
}

function lineText(seed: number, index: number, at: number, json: boolean): string {
  const h = mix(seed * 31 + index);
  const level = LEVELS[h % LEVELS.length] ?? 'INFO';
  const message = MESSAGES[(h >>> 4) % MESSAGES.length] ?? '';
  const time = new Date(at).toISOString();
  const trace = h.toString(16).padStart(8, '0');
  if (json)
    return JSON.stringify({ time, level: level.toLowerCase(), msg: message, trace_id: trace, duration_ms: h % 900 });
  const colour = level === 'ERROR' ? '\u001b[31m' : level === 'WARN' ? '\u001b[33m' : '';
  return `${time} ${colour}${level.padEnd(5)}${colour === '' ? '' : '\u001b[0m'} [${trace}] ${message} duration=${h % 900}ms`;
}
