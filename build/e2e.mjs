// `npm run test:e2e [-- playwright arguments]`: the end-to-end suite alone, in whatever Chromium there is.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findChromium, findVirtualDisplay } from './browser.mjs';
import { ensureBuilt, fail, pinnedNode, root } from './setup.mjs';

ensureBuilt();
const chromium = await findChromium({ install: false });
if (chromium === null)
  fail('No Chromium was found: run "npx playwright install chromium" or install your system\'s chromium package.');
const display = findVirtualDisplay({ install: false });
const { status } = spawnSync(
  pinnedNode,
  [
    join('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '-c',
    'tests/e2e/playwright.config.ts',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PORTOLAN_CHROMIUM: chromium,
      ...(display === null ? {} : { PORTOLAN_XVFB: display.xvfb, PORTOLAN_XDOTOOL: display.xdotool }),
    },
  },
);
process.exit(status ?? 1);
