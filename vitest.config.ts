import { defineConfig } from 'vitest/config';

// Unit tests stand beside the code; the suites that need a browser, a control plane or minutes have their own commands.
export default defineConfig({
  test: {
    include: ['{shared,electron,renderer,build}/**/*.test.{ts,tsx}', 'tests/architecture/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 2_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
