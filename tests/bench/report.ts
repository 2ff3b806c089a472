import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Line {
  readonly what: string;
  readonly value: string;
  readonly budget: string;
  /** Null: nothing was promised. */
  readonly met: boolean | null;
}

const FROM = '<!-- figures: written by npm run bench -->';
const TO = '<!-- end of the figures -->';
const verdict = (met: boolean | null): string => (met === null ? '' : met ? 'met' : '**missed**');
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The figures as they were measured, missed budgets included, into `docs/performance.md`: nobody copies them by hand. */
export function writeReport(lines: readonly Line[], where: string): void {
  const path = join(import.meta.dirname, '../../docs/performance.md');
  const text = readFileSync(path, 'utf8');
  const [before, rest = ''] = text.split(FROM);
  const after = rest.split(TO)[1];
  if (after === undefined) throw new Error('docs/performance.md has no place for the figures');
  const rows = lines.map(
    ({ what, value, budget, met }) => `| ${cell(what)} | ${cell(value)} | ${cell(budget)} | ${verdict(met)} |`,
  );
  const table = ['| what | measured | budget | |', '|---|---|---|---|', ...rows].join('\n');
  writeFileSync(path, `${before}${FROM}\n\n${where}\n\n${table}\n\n${TO}${after}`);
}

/** The same for a terminal. */
export function asText(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ what }) => what.length));
  const mark = (met: boolean | null): string => (met === null ? ' ' : met ? '✓' : '✗');
  return lines
    .map(({ what, value, budget, met }) => {
      const promised = budget === '' ? '' : `  [${budget}]`;
      return `${mark(met)} ${what.padEnd(width)}  ${value}${promised}`;
    })
    .join('\n');
}
