import type { Clock, Log } from '../ports.ts';

/** The machine's own clock and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => {
    // Beyond it a timer fires at once.
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
  setInterval: (run, ms) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

/** Lines on stderr, so that stdout carries only the answer. `debug` lines with PORTOLAN_DEBUG only. */
export function stderrLog(env: Readonly<Record<string, string | undefined>>): Log {
  const line = (level: string) => (message: string, where?: { readonly clusterId?: string }) => {
    const cluster = where?.clusterId === undefined ? '' : ` ${where.clusterId}:`;
    process.stderr.write(`${new Date().toISOString()} ${level}${cluster} ${message}\n`);
  };
  const debug = env.PORTOLAN_DEBUG === undefined ? () => {} : line('debug');
  return { debug, info: line('info'), warn: line('warn'), error: line('error') };
}
