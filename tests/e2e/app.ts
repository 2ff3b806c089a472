import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import { type DemoFleet, startDemoFleet } from '../support/demo-fleet.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface WebHost {
  readonly url: string;
  close(): Promise<void>;
  /** As the system does when memory is short. */
  kill(): Promise<void>;
}

/** Starts the built web host as a user would and answers with the address it printed. */
export async function startWebHost(args: readonly string[]): Promise<WebHost> {
  const child = spawn(process.execPath, [join(root, 'dist/web.js'), '--no-open', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = /http:\/\/\S+/.exec(line)?.[0];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the web host ended with ${code}: ${errors}`)));
  });
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return { url, close: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

export class Portolan {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get grid(): Locator {
    return this.page.getByRole('grid');
  }
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tablist', { name: /cluster/i }).getByRole('tab', { name });
  }
  row(name: string | RegExp): Locator {
    return this.grid
      .getByRole('row', { name })
      .or(this.grid.getByRole('row').filter({ hasText: name }))
      .first();
  }

  /** Opens (or closes) a context in the kubeconfig dropdown, as a person does. */
  async choose(context: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Select Kubeconfig' }).first().click();
    await this.page.getByRole('option', { name: new RegExp(`\\b${context}\\b`) }).click();
    await this.page.keyboard.press('Escape');
  }

  /** The whole list is there and live. */
  async rowsAreThere(): Promise<void> {
    await expect(this.page.getByRole('contentinfo').getByText('live', { exact: true })).toBeVisible();
    await expect(this.grid.locator('[role=row][data-key]').first()).toBeVisible();
  }

  /** axe without violations on what is shown now, or on the part of it that a CSS selector names. */
  async accessible(within = 'html'): Promise<void> {
    // Transitions would be measured half way through: their colours are nobody's choice.
    await this.page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
    const { violations } = await new AxeBuilder({ page: this.page }).include(within).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`),
    ).toEqual([]);
  }
}

interface Fixtures {
  readonly settings: string;
  readonly host: WebHost;
  readonly app: Portolan;
}

/** One demo fleet for a worker, a host and a page for each test. Errors on the console fail the test. */
export const test = base.extend<Fixtures, { fleet: DemoFleet }>({
  fleet: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
    async ({}, use) => {
      const fleet = await startDemoFleet();
      await use(fleet);
      await fleet.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's names
  settings: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  host: async ({ fleet, settings }, use) => {
    const host = await startWebHost(['--kubeconfig', fleet.kubeconfig, '--settings', settings]);
    await use(host);
    await host.close();
  },
  app: async ({ page, host }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(host.url);
    await use(new Portolan(page));
    expect(problems).toEqual([]);
  },
});

export { expect };
