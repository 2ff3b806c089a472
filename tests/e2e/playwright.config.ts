import { defineConfig } from '@playwright/test';

// One worker: the machine has few cores and every test starts a host of its own. Retries would hide races.
export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../../test-results',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(process.env.PORTOLAN_CHROMIUM === undefined ? {} : { executablePath: process.env.PORTOLAN_CHROMIUM }),
      args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'],
    },
    trace: 'retain-on-failure',
  },
});
