import { defineConfig } from 'vitest/config';

// The part of the isolation suite that `npm test` runs: the most important faults, at four times life's speed.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['fast.test.ts'],
    environment: 'node',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    teardownTimeout: 5_000,
  },
});
