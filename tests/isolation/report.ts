import { writeFile } from 'node:fs/promises';
import type { Figures } from './run-row.ts';

const ms = (value: number): string => (value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${Math.round(value)} ms`);
const fine = (value: number): string => `${value.toFixed(1)} ms`;

const columns: readonly { readonly title: string; readonly value: (row: Figures) => string }[] = [
  { title: 'fault in one of ten', value: (row) => row.row },
  { title: 'state / pods while it holds', value: (row) => row.state },
  { title: 'seen after', value: (row) => ms(row.seenAfter) },
  { title: 'requests', value: (row) => String(row.requests) },
  { title: 'all rows right after repair', value: (row) => ms(row.recoveredAfter) },
  { title: 'others: event → window, calm', value: (row) => fine(row.calm) },
  { title: 'with the fault', value: (row) => fine(row.faulty) },
  { title: 'ratio', value: (row) => row.ratio.toFixed(2) },
  { title: 'events', value: (row) => String(row.marks) },
  { title: 'lost', value: (row) => String(row.lost) },
  { title: 'reconnects', value: (row) => String(row.reconnects) },
];

/** The figures as a Markdown table. */
export function tableOf(figures: readonly Figures[]): string {
  const lines = figures.map((row) => `| ${columns.map(({ value }) => value(row)).join(' | ')} |`);
  const head = `| ${columns.map(({ title }) => title).join(' | ')} |`;
  return [head, `|${columns.map(() => '---|').join('')}`, ...lines].join('\n');
}

/** Keeps the figures of a whole run in `docs/isolation.md`. */
export async function writeReport(figures: readonly Figures[], cores: number): Promise<void> {
  const text = `# Isolation: what a fault in one cluster costs the others

Written by \`npm run test:isolation\`: ten clusters are open, each with its pods on screen and five changes a second; one of them
suffers, nine must not feel it. A row is in this table only when all of this was so:

* of the nine: no state changed, no view was anything but live, every change arrived, in the end every row equals the server's, no connection was made anew;
* of the faulty one: the state that is promised was seen in time, the rows stayed on screen and were never called live meanwhile,
  its server counted no more requests than the back-off allows, and after the repair every row equals the server's, without a restart.

\`event → window\` is the median over the nine, from the change in the server to the patch in the window. \`ratio\` is the median of five runs with
and without the fault in the same minute (of one, where the fault itself takes longer). Last run: ${new Date().toISOString().slice(0, 10)}, ${cores} cores.

${tableOf(figures)}
`;
  await writeFile(new URL('../../docs/isolation.md', import.meta.url), text);
}
