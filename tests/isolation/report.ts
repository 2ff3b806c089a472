import { readFile, writeFile } from 'node:fs/promises';
import type { Figures } from './kept.ts';

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

const begin = '<!-- figures: written by npm run test:isolation -->';
const end = '<!-- end of figures -->';

/** Puts the figures of a whole run in their place in `docs/isolation.md`; the rest of the page is written by hand. */
export async function writeReport(figures: readonly Figures[], cores: number): Promise<void> {
  const page = new URL('../../docs/isolation.md', import.meta.url);
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/isolation.md has no place for the figures.');
  const when = `Last whole run: ${new Date().toISOString().slice(0, 10)}, ${cores} cores.`;
  const table = `${begin}\n${when}\n\n${tableOf(figures)}\n`;
  await writeFile(page, text.slice(0, from) + table + text.slice(to));
}
