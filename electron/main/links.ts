import { resolve } from 'node:path';
import type { App } from 'electron';
import { LINK_SCHEME, parseDeepLink } from '../../shared/deep-link.ts';

/** The link among a program's arguments; a system that opens one starts the program with it, behind `--`. */
export function linkIn(argv: readonly string[]): string | null {
  return argv.find((arg) => arg.toLowerCase().startsWith(`${LINK_SCHEME}:`) && parseDeepLink(arg) !== null) ?? null;
}

/**
 * Makes this program the one that opens `portolan:` links. Everything behind `--` is no switch: a link that was made to look like one
 * stays a link. On a Mac a link comes as an event, elsewhere as an argument of a second start.
 */
export function registerLinks(app: App, follow: (link: string) => void): void {
  const own = app.isPackaged ? [] : [resolve(process.argv[1] ?? '.')];
  app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, [...own, '--']);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (linkIn([url]) !== null) follow(url);
  });
}
