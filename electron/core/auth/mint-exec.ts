import { commandLine } from './consent.ts';
import { EXEC_API_VERSIONS, execInfo, parseExecCredential } from './exec-credential.ts';
import { bearer } from './headers.ts';
import { type CredentialDeps, failed, goodUntil, type MintCall, type Minted } from './mint.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';
import { runInTerminal } from './terminal/run-in-terminal.ts';
import type { CredentialFailure, ExecEntry } from './types.ts';

const AUTOMATIC_LIMIT_MS = 60_000;
const INTERACTIVE_LIMIT_MS = 180_000;
/** A run longer than this probably waited for a person. */
export const SLOW_MS = 10_000;

const WANTS_TERMINAL =
  /not a (tty|terminal)|inappropriate ioctl|no such device or address.*tty|\/dev\/tty|stdin is not|standard input is not|requires? (a |an interactive )?(tty|terminal)|must be run (from|in) (a|an interactive) terminal|EOF when reading a line|unexpected EOF.*(password|prompt)/i;
const SAYS_EXPIRED =
  /expired|session (is|was|has been) (invalid|revoked)|invalid_grant|re-?authenticat|(please|need to|must) (re-?)?log ?in|reauth/i;

/** Asks the kubeconfig's program for credentials, after consent. */
export async function mintExec(exec: ExecEntry, call: MintCall, deps: CredentialDeps): Promise<Minted> {
  const { resolved } = call;
  const command = commandLine(exec);
  if (!EXEC_API_VERSIONS.includes(exec.apiVersion))
    return failed({
      errorClass: 'unsupported',
      message: `The sign-in program "${exec.command}" is asked for in version ${exec.apiVersion}; only ${EXEC_API_VERSIONS.join(' and ')} exist.`,
      command,
    });
  const answer = await deps.consent.check({ exec, file: resolved.file, userName: resolved.user.name });
  if (answer.type === 'ask') return { type: 'consent', request: answer.request };
  if (answer.type === 'refused') return failed(answer.failure);
  // Only after consent: what a kubeconfig says about itself is no reason to skip the question.
  const seat = deps.terminal?.desk.take() ?? null;
  if (seat !== null && deps.terminal !== undefined) {
    const run = { path: answer.path, args: exec.args, env: pluginEnv(exec, deps.env, true), cwd: deps.home };
    const { signal } = call;
    const { runner } = deps.terminal;
    return fromEnd(await runInTerminal({ ...run, signal, clock: deps.clock, seat, runner }), exec, deps.clock.now());
  }
  if (exec.interactiveMode === 'Always')
    return failed(
      {
        errorClass: 'plugin-needs-terminal',
        message: `The sign-in program "${exec.command}" wants a terminal (interactiveMode Always). Sign in in the terminal here, or run it in one and press Retry now.`,
        command,
      },
      true,
    );
  const end = await runProgram({
    path: answer.path,
    args: exec.args,
    env: pluginEnv(exec, deps.env, false),
    cwd: deps.home,
    signal: call.signal,
    limitMs: () => (call.interactive() ? INTERACTIVE_LIMIT_MS : AUTOMATIC_LIMIT_MS),
    clock: deps.clock,
  });
  return fromEnd(end, exec, deps.clock.now());
}

function pluginEnv(
  exec: ExecEntry,
  env: Readonly<Record<string, string | undefined>>,
  interactive: boolean,
): Readonly<Record<string, string | undefined>> {
  const own = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]));
  return { ...env, ...own, KUBERNETES_EXEC_INFO: execInfo(exec, interactive) };
}

function fromEnd(end: ProgramEnd, exec: ExecEntry, now: number): Minted {
  const problem = endProblem(end, exec);
  if (problem !== null) {
    const personNeeded =
      ['plugin-timeout', 'plugin-needs-terminal'].includes(problem.errorClass) || end.tookMs > SLOW_MS;
    return failed({ ...problem, command: commandLine(exec), ...tail(end) }, personNeeded);
  }
  const credential = parseExecCredential(end.stdout, exec.apiVersion);
  if (typeof credential === 'string')
    return failed(
      {
        errorClass: 'plugin-output',
        message: `The sign-in program "${exec.command}" ${credential}.`,
        command: commandLine(exec),
        ...tail(end),
      },
      end.tookMs > SLOW_MS,
    );
  const { token, ...rest } = credential;
  return {
    type: 'ok',
    material: { headers: token === undefined ? {} : bearer(token), ...rest },
    validUntil: goodUntil(credential.expiresAt, now),
    tookMs: end.tookMs,
  };
}

function tail(end: ProgramEnd): { readonly stderrTail?: string } {
  return end.stderrTail === '' ? {} : { stderrTail: end.stderrTail };
}

function endProblem(end: ProgramEnd, exec: ExecEntry): Pick<CredentialFailure, 'errorClass' | 'message'> | null {
  const name = `The sign-in program "${exec.command}"`;
  switch (end.type) {
    case 'timeout':
      return {
        errorClass: 'plugin-timeout',
        message: `${name} did not finish within ${Math.round(end.tookMs / 1000)} s and was ended.`,
      };
    case 'flood':
      return { errorClass: 'plugin-output', message: `${name} printed more than 1 MB and was ended.` };
    case 'aborted':
      return { errorClass: 'plugin-failed', message: `${name} was ended because nobody waits for it any more.` };
    case 'not-started':
      return {
        errorClass: 'plugin-failed',
        message: `${name} could not be started: ${end.reason ?? 'no reason given'}.`,
      };
    case 'exited':
      return end.code === 0 ? null : exitProblem(end, name);
  }
}

function exitProblem(end: ProgramEnd, name: string): Pick<CredentialFailure, 'errorClass' | 'message'> {
  const how = end.code === null ? `was ended by ${end.killedBy ?? 'a signal'}` : `failed with exit code ${end.code}`;
  if (WANTS_TERMINAL.test(end.stderrTail))
    return {
      errorClass: 'plugin-needs-terminal',
      message: `${name} ${how}: it wants a terminal. Sign in in the terminal here, or run it in one and press Retry now.`,
    };
  if (SAYS_EXPIRED.test(end.stderrTail))
    return { errorClass: 'expired', message: `${name} ${how}: its own sign-in has expired.` };
  return { errorClass: 'plugin-failed', message: `${name} ${how}.` };
}
