import { defineConfig } from 'vitest/config';

// Starts the built desktop program, each time with a browser of its own: one at a time, with time to start.
export default defineConfig({
  test: {
    include: ['tests/desktop/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 90_000,
  },
});
