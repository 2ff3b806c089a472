import { cpus } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultRows } from './faults/index.ts';
import { tableOf, writeReport } from './report.ts';
import { type Figures, median, runRow } from './run-row.ts';
import { Stage } from './stage.ts';

// Every row of the table of faults on the machine's own clock. PORTOLAN_ISOLATION_ONLY picks rows by a part of their name,
// PORTOLAN_ISOLATION_SPEED lets the product's timers run faster while one works on a row.
const only = process.env.PORTOLAN_ISOLATION_ONLY;
const speed = Number(process.env.PORTOLAN_ISOLATION_SPEED ?? '1');
const rows = faultRows.filter((row) => only === undefined || row.name.includes(only));
const figures: Figures[] = [];
let stage: Stage;

beforeAll(async () => {
  const victims = new Map(rows.map((row) => [row.name, row.victim ?? {}]));
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
      const place = stage.victims.get(row.name);
      if (place === undefined) throw new Error('No victim.');
      figures.push(await runRow(stage, row, place, row.toggles ? 5 : 1));
    },
    900_000,
  );

  test('the others are as quick with it as without it', () => {
    expect(median(figures.map(({ ratio }) => ratio))).toBeLessThanOrEqual(1.5);
  });
});
