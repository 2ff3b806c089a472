import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultRows } from './faults/index.ts';
import type { Figures } from './kept.ts';
import { median, runRow } from './run-row.ts';
import { Stage } from './stage.ts';

// The most important faults, on clocks four times as fast; `npm run test:isolation` runs all of them on the machine's own.
const only = process.env.PORTOLAN_ISOLATION_ONLY;
const rows = faultRows.filter((row) => (only === undefined ? row.fast : row.name.includes(only)));
const figures: Figures[] = [];
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open({
    speed: 4,
    neighbours: 9,
    victims: new Map(rows.map((row) => [row.name, row.victim ?? {}])),
  });
}, 60_000);
afterAll(() => stage?.close());

describe('a fault in one of ten clusters', () => {
  test.each(rows)(
    '$name',
    async (row) => {
      const place = stage.victims.get(row.name);
      if (place === undefined) throw new Error('No victim.');
      const found = await runRow(stage, row, place, 1);
      if (process.env.PORTOLAN_ISOLATION_LOG !== undefined) console.error(JSON.stringify(found));
      figures.push(found);
    },
    240_000,
  );

  test('the others are as quick with it as without it', () => {
    expect(figures.length).toBe(rows.length);
    expect(median(figures.map(({ ratio }) => ratio)), JSON.stringify(figures)).toBeLessThanOrEqual(1.5);
  });
});
