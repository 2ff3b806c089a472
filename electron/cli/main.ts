import { type ErrorInfo, toErrorInfo } from '../../shared/errors.ts';
import { threadAhead } from '../core/engine/carrier.ts';
import { entriesOf } from '../core/host/entries.ts';
import { catchStrays } from '../core/host/last-net.ts';
import { whenOrphaned } from '../core/host/parent.ts';
import { type Args, readArgs, UsageError, usage } from './args.ts';
import { readInput } from './input.ts';
import { Output } from './output.ts';

/**
 * The command-line host: the same host, engine and contract as the windows have, and no second implementation. stdout carries
 * only the answer; exit codes: 0 fine, 1 the call failed (its error is the last line on stdout), 2 bad usage.
 */
const end = new AbortController();
const output = new Output(process.stdout, () => end.abort());
/** Why we end before the answer. */
let why: 'done' | 'signal' | 'timeout' | 'closed' = 'done';

/** Longest wait for clusters to close, ms. */
const closeMs = 3_000;

main(process.argv.slice(2)).then(
  (code) => finish(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return finish(1);
  },
);

async function finish(code: number): Promise<void> {
  // An answer waits for its reader however slow; told to end, we do not.
  const told = why === 'signal' || why === 'closed';
  await (told ? within(output.end(), 500) : output.end());
  process.exit(code);
}

async function main(argv: readonly string[]): Promise<number> {
  let args: Args;
  try {
    args = readArgs(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (args.command === 'help') {
    output.write(usage);
    return 0;
  }
  const stop = (reason: typeof why) => (): void => {
    if (why === 'done') why = reason;
    end.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop('signal'));
  whenOrphaned(stop('closed'), process.env);
  // A watch has no end of its own; its clusters' own deadlines bound everything else in it.
  if (args.command !== 'watch') setTimeout(stop('timeout'), args.common.timeoutMs).unref();
  return run(args);
}

async function run(args: Exclude<Args, { command: 'help' }>): Promise<number> {
  if (args.command === 'list') {
    const { printMethods } = await import('./methods.ts');
    printMethods(output);
    return 0;
  }
  let close: () => Promise<void> = () => Promise.resolve();
  // A view needs an engine: its thread starts while everything before it is read.
  const views = args.command === 'view' || args.command === 'watch';
  const ahead = views ? threadAhead(entriesOf(import.meta.url).engine) : null;
  try {
    // Read before anything is opened: a wrong input opens nothing.
    const input = args.command === 'call' ? await readInput(args.input) : null;
    const { Session } = await import('./session.ts');
    const options = { watch: args.command === 'watch', shell: import.meta.url, signal: end.signal, ahead };
    const session = await untilEnd(Session.open(args.common, options));
    close = () => session.host.close();
    catchStrays(
      process,
      Date.now,
      (error) => session.host.report(error),
      (error) => void finish(failed(error, args)),
    );
    return await untilEnd(command(args, session, input));
  } catch (error) {
    return failed(error, args);
  } finally {
    ahead?.drop();
    await within(close(), closeMs);
  }
}

async function command(
  args: Exclude<Args, { command: 'help' | 'list' }>,
  session: import('./session.ts').Session,
  input: unknown,
): Promise<number> {
  switch (args.command) {
    case 'contexts':
      await (await import('./contexts.ts')).printContexts(session, output);
      return 0;
    case 'view':
      await (await import('./view.ts')).printView(session, args.view, output);
      return 0;
    case 'watch':
      await (await import('./watch.ts')).watchViews(session, args.view, output);
      return 0;
    case 'call':
      return (await (await import('./call.ts')).printCall(session, args.method, input, output)) ? 0 : 1;
  }
}

/** The work, or the end of our time: nothing that hangs may keep the program. */
function untilEnd<T>(work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    // The work hears the same signal and has two seconds to say more exactly what was not done in time.
    const late = (): void => void setTimeout(() => reject(new Error('ended')), 2_000).unref();
    if (end.signal.aborted) late();
    else end.signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject);
  });
}

function failed(error: unknown, args: Exclude<Args, { command: 'help' | 'list' }>): number {
  if (why === 'closed' || (why === 'signal' && args.command === 'watch')) return 0;
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  const { code, message, clusterId } = reasonOf(error, args.common.timeoutMs);
  output.line({ ok: false, error: { code, message, ...(clusterId === undefined ? {} : { clusterId }) } });
  return 1;
}

function reasonOf(error: unknown, timeoutMs: number): ErrorInfo {
  const info = toErrorInfo(error);
  const unclear = info.code === 'cancelled' || info.code === 'internal';
  if (why === 'timeout' && unclear) {
    return { ...info, code: 'timeout', message: `Not done within ${timeoutMs / 1000} s.` };
  }
  if (why === 'signal' && unclear) return { ...info, code: 'cancelled', message: 'Interrupted.' };
  return info;
}

async function within(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
