// `npm run -s cli -- …`: the command-line host on the pinned Node, set up and built first when needed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root } from './setup.mjs';

ensureInstalled();
ensureBuilt();

const child = spawn(pinnedNode, [join(root, 'dist', 'cli.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Compiled code is kept between runs: a third of the time to start.
  env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'v8') },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

/** The parent of a process, or null where the system does not tell (then only our own parent is watched). */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

/** Is it a shell that npm put between itself and us? (On POSIX the script's `exec` takes its place; elsewhere it stays.) */
function isShell(pid) {
  try {
    return /^(ba|da|a|z|k)?sh$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  } catch {
    return false;
  }
}

// A shell between npm and us may outlive an npm that was killed: then not only our parent but its parent too must stay who
// it was.
const parent = process.ppid;
const grandparent = isShell(parent) ? parentOf(parent) : null;
setInterval(() => {
  const orphaned = process.ppid !== parent || (grandparent !== null && parentOf(parent) !== grandparent);
  if (orphaned) child.kill('SIGTERM');
}, 250).unref();
