import { actionMutants } from './actions.ts';
import { commit, copyOfTree } from './copy.ts';
import { faultMutants } from './faults.ts';
import { identityMutants } from './identity.ts';
import { lifeMutants } from './life.ts';
import type { Mutant } from './mutant.ts';
import { reflectorMutants } from './reflector.ts';
import { patch, runTests, type Verdict } from './run.ts';
import { safetyMutants } from './safety.ts';

/*
 * `npm run test:mutants [PART]…`: breaks one rule after the other in a copy of the tree and looks whether its test turns red. Ends with 1
 * when a mutant survives, a patch no longer fits, or a test is red (or missing) without any mutant. PART picks by file, rule or test.
 */
const groups: readonly (readonly [string, readonly Mutant[]])[] = [
  ['CLUSTERS', identityMutants],
  ['CLUSTERS', lifeMutants],
  ['KUBERNETES §2', reflectorMutants],
  ['SAFETY', safetyMutants],
  ['SAFETY §3', faultMutants],
  ['ACTIONS', actionMutants],
];

interface Line {
  readonly result: 'killed' | 'SURVIVED' | 'DOES NOT FIT' | 'NO TEST' | 'RED WITHOUT IT';
  readonly rule: string;
  readonly detail: string;
  readonly seconds: number;
}

const keyOf = ({ test, named }: Mutant): string => `${test}\0${named ?? ''}`;

async function judge(copy: string, mutant: Mutant, rule: string, clean: Verdict): Promise<Line> {
  const line = (result: Line['result'], detail: string, seconds = 0): Line => ({ result, rule, detail, seconds });
  if (clean.colour === 'none') return line('NO TEST', clean.by);
  if (clean.colour === 'red') return line('RED WITHOUT IT', clean.by);
  const undo = patch(copy, mutant);
  if (typeof undo === 'string') return line('DOES NOT FIT', `${mutant.file}: ${undo}`);
  try {
    const { colour, by, seconds } = await runTests(copy, mutant);
    if (colour === 'red') return line('killed', by, seconds);
    if (colour === 'green') return line('SURVIVED', `${mutant.file}, ${mutant.test}`, seconds);
    return line('NO TEST', `under the mutant: ${by}`, seconds);
  } finally {
    undo();
  }
}

async function main(parts: readonly string[]): Promise<number> {
  const chosen = groups.flatMap(([area, mutants]) =>
    mutants
      .filter(
        (one) =>
          parts.length === 0 || parts.some((part) => `${area} ${one.rule} ${one.file} ${one.test}`.includes(part)),
      )
      .map((mutant) => ({ rule: `${area} ${mutant.rule}`, mutant })),
  );
  const tree = copyOfTree();
  const clean = new Map<string, Verdict>();
  const lines: Line[] = [];
  process.stdout.write(`${chosen.length} mutants of ${commit()}\n`);
  try {
    for (const { rule, mutant } of chosen) {
      const key = keyOf(mutant);
      const green = clean.get(key) ?? (await runTests(tree.path, mutant));
      clean.set(key, green);
      const line = await judge(tree.path, mutant, rule, green);
      lines.push(line);
      process.stdout.write(
        `${line.result.padEnd(14)} ${line.seconds.toFixed(1).padStart(6)} s  ${line.rule}  (${line.detail})\n`,
      );
    }
  } finally {
    tree.remove();
  }
  const killed = lines.filter(({ result }) => result === 'killed').length;
  process.stdout.write(`\n${killed} of ${lines.length} mutants were killed.\n`);
  return killed === lines.length && lines.length > 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
