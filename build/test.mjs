// `npm test`: sets up, builds, checks, and runs every fast suite; ends with one line that counts them all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, pinnedNode, root, say } from './setup.mjs';

ensureInstalled();
ensureBuilt();
const { findChromium, findVirtualDisplay } = await import('./browser.mjs');

const scratch = mkdtempSync(join(tmpdir(), 'portolan-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

function run(name, argv, env = {}) {
  say(`\n── ${name}`);
  const { status } = spawnSync(pinnedNode, argv, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  return status ?? 1;
}

/** Adds a suite's own count. A runner that failed without a failed test (it crashed, a file did not load) counts as one failure. */
function count(name, status, counts) {
  const failed = status !== 0 && counts.failed === 0 ? 1 : counts.failed;
  total.passed += counts.passed;
  total.failed += failed;
  total.skipped += counts.skipped;
  say(`${name}: ${counts.passed} passed, ${failed} failed, ${counts.skipped} skipped`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // The runner ended before it could write: `count` makes that a failure.
  }
}

function vitest(name, args, env = {}) {
  const report = join(scratch, `${name.replaceAll(/\W+/g, '-')}.json`);
  const vitestMain = join('node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = run(name, [vitestMain, 'run', ...args, ...reporters], env);
  const json = readJson(report);
  count(name, json === null ? 1 : status, {
    passed: json?.numPassedTests ?? 0,
    failed: json?.numFailedTests ?? 0,
    skipped: (json?.numPendingTests ?? 0) + (json?.numTodoTests ?? 0),
  });
}

/** The suites that need a browser; without one both fail with the sentence that says what to install. */
async function browserSuites() {
  const chromium = await findChromium({ install: true });
  if (chromium === null) {
    say(
      'No Chromium was found: run "npx playwright install chromium" or install your system\'s chromium package, then try again.',
    );
    for (const name of ['desktop shell', 'end to end']) count(name, 1, { passed: 0, failed: 0, skipped: 0 });
    return;
  }
  const display = findVirtualDisplay({ install: true });
  const env = {
    PORTOLAN_CHROMIUM: chromium,
    ...(display === null ? {} : { PORTOLAN_XVFB: display.xvfb, PORTOLAN_XDOTOOL: display.xdotool }),
  };
  vitest('desktop shell', ['-c', 'tests/desktop/vitest.config.ts'], env);
  endToEnd(env);
}

function endToEnd(env) {
  const report = join(scratch, 'playwright.json');
  const playwright = join('node_modules', '@playwright', 'test', 'cli.js');
  const args = ['test', '-c', 'tests/e2e/playwright.config.ts', '--reporter=list,json'];
  const status = run('end to end', [playwright, ...args], { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const stats = readJson(report)?.stats;
  count('end to end', stats === undefined ? 1 : status, {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
  });
}

say('\n── types, style, boundaries, dead code');
const check = spawnSync(pinnedNode, [join('build', 'check.mjs')], {
  cwd: root,
  stdio: ['ignore', 'pipe', 2],
  encoding: 'utf8',
});
const checked = /check: (\d+) passed, (\d+) failed/.exec(check.stdout ?? '');
count('check', check.status ?? 1, { passed: Number(checked?.[1] ?? 0), failed: Number(checked?.[2] ?? 0), skipped: 0 });

vitest('unit', []);
vitest('isolation', ['-c', 'tests/isolation/fast.vitest.config.ts']);
await browserSuites();

rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);
