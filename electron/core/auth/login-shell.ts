/**
 * The environment a login shell has. A desktop application started from a dock or menu has a bare PATH, so that `aws`, `gcloud` or
 * `kubelogin` are not found. The shell is asked once, for five seconds at most; whatever goes wrong, the given environment is used.
 */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';

export interface LoginShellOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly timeoutMs?: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const MAX_OUTPUT = 4 * 1024 * 1024;
/** What describes the asking shell, not the person's environment. */
const NOT_TAKEN = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'TERM', 'PS1']);

/** Never rejects. On Windows applications get the whole environment, so nothing is asked. */
export async function loginShellEnv(options: LoginShellOptions): Promise<Env> {
  const { env, platform } = options;
  if (platform === 'win32') return env;
  const shell = env.SHELL && isAbsolute(env.SHELL) ? env.SHELL : platform === 'darwin' ? '/bin/zsh' : '/bin/sh';
  const marker = `portolan-${randomBytes(12).toString('hex')}`;
  // What start-up files print stands before the first marker; the variables stand between the two, each ended by a zero byte.
  const script = `printf '%s' ${marker}; command env -0; printf '%s' ${marker}`;
  const output = await shellOutput(shell, script, env, options.timeoutMs ?? 5000);
  const between = output?.split(marker)[1];
  if (between === undefined) return env;
  const found = parseEnv(between);
  return found.PATH === undefined ? env : { ...env, ...found };
}

function parseEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\0')) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    if (at > 0 && !NOT_TAKEN.has(name) && name !== '__proto__') found[name] = line.slice(at + 1);
  }
  return found;
}

/** The shell's stdout, or `null` when it failed, hung or flooded; its group is ended in every case. */
function shellOutput(shell: string, script: string, env: Env, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(shell, ['-ilc', script], {
      // Start-up files that look may leave out what takes long or talks.
      env: { ...env, TERM: 'dumb', PORTOLAN_READING_ENVIRONMENT: '1', DISABLE_AUTO_UPDATE: 'true' },
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (output: string | null): void => {
      clearTimeout(timer);
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // The whole group has ended by itself.
        }
      }
      child.stdout.destroy();
      resolve(output);
    };
    const timer = setTimeout(() => finish(null), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) finish(null);
      else chunks.push(chunk);
    });
    child.once('error', () => finish(null));
    child.once('close', () => finish(Buffer.concat(chunks).toString('utf8')));
  });
}
