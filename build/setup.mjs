// Plain JavaScript without dependencies, for any Node from 20 on: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.portolan-setup');
const buildStamp = join(root, 'dist', '.stamp');

/** The pinned Node 24 that every script runs on (what Electron embeds), whatever Node started this. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Progress goes to stderr, so that stdout stays the answer of whoever called. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** One plain sentence and the end: no stack trace for what a person can mend. */
export function fail(sentence) {
  say(sentence);
  process.exit(1);
}

/**
 * Runs `work` while no other start of this checkout sets up: two commands at once in a fresh clone must not install into
 * one folder. The lock names its holder; one whose process is gone is taken over.
 */
function exclusively(work) {
  const lock = join(root, '.cache', 'setup.lock');
  mkdirSync(dirname(lock), { recursive: true });
  const held = () => {
    try {
      process.kill(Number(readFileSync(lock, 'utf8')), 0);
      return true;
    } catch (error) {
      return error.code === 'EPERM';
    }
  };
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (held()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      else rmSync(lock, { force: true });
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    work();
  } finally {
    release();
    process.off('exit', release);
  }
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Installs the dependencies exactly as locked, once; silent when that is done already. */
export function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(
      `Portolan needs Node 20 or newer to set itself up; this is ${process.version}. Install a newer Node and try again.`,
    );
  }
  const wanted = lockHash();
  const installed = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted && existsSync(pinnedNode);
  if (installed()) return;
  exclusively(() => installed() || install(wanted));
}

function install(wanted) {
  say('Setting up: installing dependencies (once, about a minute) …');
  // Under `npm run` the path of the very npm that called is known; otherwise npm is looked up as usual.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const viaNode = npm?.endsWith('.js') || npm?.endsWith('.cjs');
  const result = viaNode
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (result.error) fail(`Setting up failed: npm could not be started (${result.error.message}).`);
  if (result.status !== 0)
    fail(`Setting up failed: "npm ci" ended with code ${result.status}; its reasons stand above.`);
  if (!existsSync(pinnedNode)) {
    fail(
      'Setting up failed: the pinned Node 24 was not installed. Allow install scripts for the package "node" and try again.',
    );
  }
  writeFileSync(stampFile, wanted);
}

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (!/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Changes when any source file does: cheap (sizes and times, no contents), since it is asked at every start. */
export function sourceFingerprint() {
  const hash = createHash('sha256');
  for (const folder of ['shared', 'electron', 'renderer', 'build']) {
    for (const path of [...sources(join(root, folder))].sort()) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.update(existsSync(stampFile) ? readFileSync(stampFile) : '').digest('hex');
}

/** Builds `dist` when a source changed since the last build; says so only when there is something to do. */
export function ensureBuilt() {
  const wanted = sourceFingerprint();
  const built = () => existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === wanted;
  if (built()) return;
  exclusively(() => built() || build(wanted));
}

function build(wanted) {
  say('Setting up: building …');
  const result = spawnSync(pinnedNode, [join(root, 'build', 'build.mjs')], { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) fail('Building failed; the reasons stand above.');
  mkdirSync(dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, wanted);
}
