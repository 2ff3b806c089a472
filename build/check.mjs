// `npm run check`: types per room, style, rooms' boundaries, dead code. Every check runs; any failure fails.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { violations } from './boundaries.mjs';
import { root, say } from './setup.mjs';

const bin = (name, ...args) => [join(root, 'node_modules', name), ...args];
/** What tsc found out last time stays in the cache folder: a second check reads what changed only. */
const remembered = (room) => [
  '--incremental',
  '--tsBuildInfoFile',
  join(root, '.cache', 'tsc', `${room.replace('/', '-')}.json`),
];
const steps = [
  ...['shared', 'electron', 'renderer', 'tests', 'tests/e2e'].map((room) => [
    `types of ${room}`,
    bin('typescript/bin/tsc', '-p', room, ...remembered(room)),
  ]),
  ['style (Biome)', bin('@biomejs/biome/bin/biome', 'check', '.')],
  ['dead code (knip)', bin('knip/bin/knip.js', '--no-progress')],
];

let failed = 0;
for (const [name, argv] of steps) {
  const { status } = spawnSync(process.execPath, argv, { cwd: root, stdio: ['ignore', 2, 2] });
  say(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (status !== 0) failed += 1;
}
const broken = violations();
for (const sentence of broken) say(`  ${sentence}`);
say(`${broken.length === 0 ? 'ok  ' : 'FAIL'} boundaries between rooms`);
if (broken.length > 0) failed += 1;
process.stdout.write(`check: ${steps.length + 1 - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
