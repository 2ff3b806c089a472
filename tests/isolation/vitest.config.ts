import { defineConfig } from 'vitest/config';

// `npm run test:isolation`: every row of the table of faults, and the storm. Takes about half an hour: its clock is the machine's.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['isolation.test.ts', 'storm.test.ts', 'cost.test.ts'],
    environment: 'node',
    pool: 'forks',
    execArgv: ['--expose-gc'],
    fileParallelism: false,
    testTimeout: 400_000,
    hookTimeout: 120_000,
    teardownTimeout: 10_000,
  },
});
