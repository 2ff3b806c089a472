// Finds a Chromium for the tests: Playwright's own, the system's, or (asked for, as root on Debian) one from its packages.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './setup.mjs';

const onPath = (names) => {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
  }
  return null;
};

async function playwrightsOwn() {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : null;
}

const system = () =>
  onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ??
  [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find(existsSync) ??
  null;

const canUseApt = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');

function apt(...packages) {
  say(`Setting up: installing ${packages.join(', ')} from Debian's packages (once) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 2], env });
  return (
    spawnSync('apt-get', ['install', '-y', '-qq', ...packages], { stdio: ['ignore', 'ignore', 2], env }).status === 0
  );
}

/** Path of a Chromium program, or null. `install` allows Debian's package as root. */
export async function findChromium({ install }) {
  const found = (await playwrightsOwn()) ?? system();
  if (found !== null || !install || !canUseApt()) return found;
  apt('chromium');
  return system();
}

/** Xvfb and xdotool, for keys that a browser keeps for itself; null where they cannot be had. */
export function findVirtualDisplay({ install }) {
  const both = () => {
    const xvfb = onPath(['Xvfb']);
    const xdotool = onPath(['xdotool']);
    return xvfb !== null && xdotool !== null ? { xvfb, xdotool } : null;
  };
  if (both() === null && install && canUseApt()) apt('xvfb', 'xdotool');
  return both();
}
