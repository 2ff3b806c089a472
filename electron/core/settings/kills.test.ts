import { expect, test } from 'vitest';
import { runKills } from '../../../tests/settings/kills.ts';

// The same as `npm run test:settings`, which does 10,000.
test('two hundred kills at random points of a write lose no acknowledged setting and fail no start', async () => {
  const report = await runKills(200, 20_240_601);
  expect(report.kills).toBe(200);
  expect(report.acknowledged).toBeGreaterThan(200);
}, 600_000);
