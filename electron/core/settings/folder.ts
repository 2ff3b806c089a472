import { posix, win32 } from 'node:path';

/** Where the platform keeps an application's settings: `~/Library/Application Support`, `%APPDATA%`, `$XDG_CONFIG_HOME` or `~/.config`. */
export function settingsFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Portolan');
  if (platform === 'win32') return win32.join(env.APPDATA || win32.join(home, 'AppData', 'Roaming'), 'Portolan');
  const base = env.XDG_CONFIG_HOME;
  return posix.join(base !== undefined && posix.isAbsolute(base) ? base : posix.join(home, '.config'), 'portolan');
}
