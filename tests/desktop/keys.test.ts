import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoFleet, startDemoFleet } from '../support/demo-fleet.ts';
import { type Desktop, launchDesktop } from './launch.ts';

const { PORTOLAN_XVFB: xvfb, PORTOLAN_XDOTOOL: xdotool } = process.env;

/** Keys that a browser would keep for itself, pressed as the system does: a real window, a real key event. */
describe.skipIf(xvfb === undefined || xdotool === undefined)('keys of the operating system', () => {
  const display = `:${90 + (process.pid % 100)}`;
  let server: ChildProcess;
  let fleet: DemoFleet;
  let desktop: Desktop;
  let folder: string;

  const press = (keys: string): void => {
    const { status, stderr } = spawnSync(xdotool ?? '', ['key', '--clearmodifiers', keys], {
      env: { ...process.env, DISPLAY: display },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`xdotool: ${stderr}`);
  };
  const open = (): Promise<readonly string[]> =>
    desktop.page.evaluate(async () => {
      const reply = await window.portolan.call('clusters.list', {});
      return reply.ok ? reply.value.clusters.map((cluster) => cluster.clusterName) : [];
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portolan-keys-'));
    server = spawn(xvfb ?? '', [display, '-screen', '0', '1440x900x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
    fleet = await startDemoFleet();
    desktop = await launchDesktop(['--kubeconfig', fleet.kubeconfig, '--settings', join(folder, 'settings')], {
      env: { DISPLAY: display, PORTOLAN_HEADED: '1' },
    });
    for (const name of ['staging', 'dev-payments', 'prod-eu-west']) {
      await desktop.page.getByRole('button', { name: 'Select Kubeconfig' }).first().click();
      await desktop.page.getByRole('option', { name: new RegExp(name) }).click();
      await desktop.page.keyboard.press('Escape');
    }
    spawnSync(xdotool ?? '', ['mousemove', '700', '500', 'click', '1'], { env: { ...process.env, DISPLAY: display } });
  });

  afterAll(async () => {
    await desktop?.close();
    await fleet?.close();
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('Ctrl+1 goes to the first tab, Ctrl+2 to the second', async () => {
    await expect.poll(open).toEqual(['staging', 'dev-payments', 'prod-eu-west']);
    const selected = desktop.page.getByRole('tab', { selected: true }).first();
    press('ctrl+1');
    await expect.poll(() => selected.innerText()).toContain('staging');
    press('ctrl+2');
    await expect.poll(() => selected.innerText()).toContain('dev-payments');
  });

  it('Ctrl+W closes the cluster in front, and the window stays', async () => {
    press('ctrl+w');
    await expect.poll(open).toEqual(['staging', 'prod-eu-west']);
    expect(desktop.page.isClosed()).toBe(false);
  });

  it('Ctrl+W with no cluster open closes the window', async () => {
    press('ctrl+w');
    await expect.poll(open).toHaveLength(1);
    press('ctrl+w');
    await expect.poll(open).toEqual([]);
    press('ctrl+w');
    await expect.poll(() => desktop.reports.some((report) => report.what === 'closed'), { timeout: 10_000 }).toBe(true);
  });
});
