// `npm start`: sets up, then opens the desktop application, or the same product in the browser where Electron cannot run.
// --web and --demo choose directly; --desktop tries Electron's download again after it failed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root, say } from './setup.mjs';

const args = process.argv.slice(2);
const rest = args.filter((arg) => arg !== '--web' && arg !== '--desktop');

ensureInstalled();
ensureBuilt();

const electronRoot = join(root, 'node_modules', 'electron');
const failedMark = join(root, '.cache', 'electron-unavailable');
const DAY = 24 * 60 * 60 * 1000;

/** Path of Electron's program, fetched when it is missing; or why there is none, in plain words. */
function electron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { reason: 'this machine has no display' };
  }
  const pathFile = join(electronRoot, 'path.txt');
  const program = () => {
    if (!existsSync(pathFile)) return null;
    const path = join(electronRoot, 'dist', readFileSync(pathFile, 'utf8'));
    return existsSync(path) ? path : null;
  };
  const found = program();
  if (found) return { program: found };
  const triedLately = existsSync(failedMark) && Date.now() - Number(readFileSync(failedMark, 'utf8')) < DAY;
  if (triedLately && !args.includes('--desktop')) {
    return { reason: 'its program could not be fetched lately ("npm start -- --desktop" tries again)' };
  }
  say("Setting up: fetching Electron's program (once) …");
  spawnSync(pinnedNode, [join(electronRoot, 'install.js')], { stdio: 'ignore', timeout: 180_000 });
  const fetched = program();
  if (fetched) {
    rmSync(failedMark, { force: true });
    return { program: fetched };
  }
  mkdirSync(dirname(failedMark), { recursive: true });
  writeFileSync(failedMark, String(Date.now()));
  return { reason: 'its program could not be fetched' };
}

const desktop = args.includes('--web') ? { reason: null } : electron();
if (desktop.reason)
  say(`The desktop window is not available: ${desktop.reason}. Opening Portolan in the browser instead.`);

// Compiled code is kept between starts.
const env = { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'v8') };
const child = desktop.program
  ? spawn(desktop.program, [root, ...rest], { stdio: 'inherit' })
  : spawn(pinnedNode, [join(root, 'dist', 'web.js'), ...rest], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  say(`Portolan could not be started: ${error.message}.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
