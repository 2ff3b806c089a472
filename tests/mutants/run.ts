import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';

/** `red`: a test failed, as it must. `green`: the mutant survives. `none`: no test ran, or its file did not load. */
export type Colour = 'red' | 'green' | 'none';

export interface Verdict {
  readonly colour: Colour;
  readonly seconds: number;
  /** The first test that failed, or what kept tests from running. */
  readonly by: string;
}

const limitMs = 180_000;

/** Tests that have a configuration of their own. */
function configOf(test: string): readonly string[] {
  if (test === 'tests/isolation/storm.test.ts') return ['-c', 'tests/isolation/vitest.config.ts'];
  return test.startsWith('tests/isolation/') ? ['-c', 'tests/isolation/fast.vitest.config.ts'] : [];
}

/** Runs the tests of a mutant in the copy, whatever stands there now. */
export async function runTests(copy: string, { test, named }: Pick<Mutant, 'test' | 'named'>): Promise<Verdict> {
  const report = join(copy, 'mutant-report.json');
  rmSync(report, { force: true });
  const file = test.startsWith('tests/isolation/') ? (test.split('/').at(-1) ?? test) : test;
  const args = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...configOf(test),
    file,
    '--bail=1',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  // A name is a part of a test's name, not a pattern.
  if (named !== undefined) args.push('-t', named.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const only = { PORTOLAN_STORM_STEPS: '150', ...(named === undefined ? {} : { PORTOLAN_ISOLATION_ONLY: named }) };
  const begun = Date.now();
  const ended = await spawned(copy, args, only);
  const seconds = (Date.now() - begun) / 1000;
  if (ended === 'late') return { colour: 'red', seconds, by: `no end within ${limitMs / 1000} s` };
  return { ...judge(report, named), seconds };
}

function spawned(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<'ended' | 'late'> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: 'ignore',
      detached: true,
    });
    const late = setTimeout(() => {
      // The group: vitest's own children end with it.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      resolve('late');
    }, limitMs);
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(late);
      resolve('ended');
    });
  });
}

interface Report {
  readonly numTotalTests: number;
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function judge(path: string, named: string | undefined): Omit<Verdict, 'seconds'> {
  if (!existsSync(path)) return { colour: 'none', by: 'the runner wrote no report' };
  // Written by the runner just now, in its documented form.
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const failed = report.testResults.flatMap((file) => file.assertionResults).find(({ status }) => status === 'failed');
  if (failed !== undefined) return { colour: 'red', by: failed.fullName };
  if (report.numPassedTests > 0) return { colour: 'green', by: '' };
  const message =
    report.testResults
      .map((file) => file.message ?? '')
      .join(' ')
      .trim()
      .split('\n')[0] ?? '';
  return { colour: 'none', by: message === '' ? `no test is named ${JSON.stringify(named ?? '')}` : message };
}

/** Puts the patch in and answers how to take it out again; a sentence when it does not fit any more. */
export function patch(copy: string, mutant: Mutant): (() => void) | string {
  const path = join(copy, mutant.file);
  if (!existsSync(path)) return 'its file is gone';
  const text = readFileSync(path, 'utf8');
  const places = text.split(mutant.find).length - 1;
  if (places !== 1) return places === 0 ? 'what it replaces is not there' : `what it replaces is there ${places} times`;
  writeFileSync(
    path,
    text.replace(mutant.find, () => mutant.replace),
  );
  return () => writeFileSync(path, text);
}
