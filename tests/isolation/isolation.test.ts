import { cpus } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultRows } from './faults/index.ts';
import { type Figures, Kept } from './kept.ts';
import { tableOf, writeReport } from './report.ts';
import { median, runRow } from './run-row.ts';
import { Stage } from './stage.ts';

// Every row of the table of faults on the machine's own clock. PORTOLAN_ISOLATION_ONLY picks rows by a part of their name,
// PORTOLAN_ISOLATION_SPEED lets the product's timers run faster while one works on a row. A whole run that was cut short, or had
// rows that failed, goes on where it was when it is started again on the same tree; PORTOLAN_ISOLATION_FRESH begins anew.
const only = process.env.PORTOLAN_ISOLATION_ONLY;
const speed = Number(process.env.PORTOLAN_ISOLATION_SPEED ?? '1');
const rows = faultRows.filter((row) => only === undefined || row.name.includes(only));
const kept = new Kept(speed);
const known = (name: string): Figures | undefined =>
  only === undefined && process.env.PORTOLAN_ISOLATION_FRESH === undefined ? kept.get(name) : undefined;
const figures: Figures[] = [];
let stage: Stage;

beforeAll(async () => {
  const left = rows.filter((row) => known(row.name) === undefined);
  const victims = new Map(left.map((row) => [row.name, row.victim ?? {}]));
  stage = await Stage.open({ speed, neighbours: 9, victims });
}, 120_000);

afterAll(async () => {
  await stage?.close();
  process.stdout.write(`\n${tableOf(figures)}\n`);
  if (only === undefined && speed === 1 && figures.length === rows.length) await writeReport(figures, cpus().length);
});

describe('a fault in one of ten clusters', () => {
  test.each(rows)(
    '$name',
    async (row) => {
      const before = known(row.name);
      if (before !== undefined) {
        figures.push(before);
        return;
      }
      const place = stage.victims.get(row.name);
      if (place === undefined) throw new Error('No victim.');
      const found = await runRow(stage, row, place, row.toggles ? 5 : 1);
      figures.push(found);
      if (only === undefined) kept.add(found);
    },
    900_000,
  );

  test('the others are as quick with it as without it', () => {
    expect(median(figures.map(({ ratio }) => ratio))).toBeLessThanOrEqual(1.5);
  });
});
