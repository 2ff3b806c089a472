import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Where a command is, as Go's `exec.LookPath` finds it: a path as it stands, a bare word in PATH. Relative folders in PATH are not
 * searched (Go's `ErrDot`: what runs must not depend on where one stands). `null` when there is no such program.
 */
export async function lookPath(
  command: string,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  const names = platform === 'win32' ? windowsNames(command, env) : [command];
  if (/[\\/]/.test(command)) return firstProgram(isAbsolute(command) ? names : [], platform);
  const path = env.PATH ?? env.Path ?? '';
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  return firstProgram(
    folders.flatMap((folder) => names.map((name) => join(folder, name))),
    platform,
  );
}

function windowsNames(command: string, env: Env): readonly string[] {
  if (/\.[A-Za-z0-9]+$/.test(command)) return [command];
  return (env.PATHEXT ?? '.COM;.EXE').split(';').map((extension) => command + extension.toLowerCase());
}

async function firstProgram(paths: readonly string[], platform: NodeJS.Platform): Promise<string | null> {
  for (const path of paths) if (await isProgram(path, platform)) return path;
  return null;
}

async function isProgram(path: string, platform: NodeJS.Platform): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, platform === 'win32' ? constants.R_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
