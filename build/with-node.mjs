// Runs a program of this project on the pinned Node 24, after setting up: `node build/with-node.mjs FILE [ARGS]`.
import { spawn } from 'node:child_process';
import { ensureInstalled, pinnedNode, root } from './setup.mjs';

ensureInstalled();
const child = spawn(pinnedNode, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
