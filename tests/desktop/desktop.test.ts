import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFile } from '../../electron/main/page-file.ts';
import type { Bridge } from '../../shared/contract/bridge.ts';
import { decodeFrame } from '../../shared/streams/frames.ts';
import { type DemoFleet, startDemoFleet } from '../support/demo-fleet.ts';
import { type Desktop, launchDesktop } from './launch.ts';

declare global {
  interface Window {
    readonly portolan: Bridge;
  }
}

const electronRoot = fileURLToPath(new URL('../../node_modules/electron', import.meta.url));
const electronPath = join(electronRoot, 'path.txt');
const electron = existsSync(electronPath) ? join(electronRoot, 'dist', readFileSync(electronPath, 'utf8')) : null;
const hasElectron = electron !== null && existsSync(electron);

describe('the desktop shell, on a stand-in of the electron module', () => {
  let fleet: DemoFleet;
  let desktop: Desktop;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portolan-desktop-test-'));
    fleet = await startDemoFleet();
    desktop = await launchDesktop(['--kubeconfig', fleet.kubeconfig, '--settings', join(folder, 'settings')]);
  });

  afterAll(async () => {
    await desktop?.close();
    await fleet?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for the sandbox and an isolated page before anything is shown', () => {
    const of = (what: string): unknown => desktop.reports.find((report) => report.what === what)?.value;
    expect(of('enableSandbox')).toBe(true);
    expect(of('schemes')).toMatchObject([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    expect(of('window')).toMatchObject({
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false },
    });
  });

  it('keeps no key of the page in its menu: Ctrl/Cmd+W closes a cluster, not the window', () => {
    const menu = JSON.stringify(desktop.reports.find((report) => report.what === 'menu')?.value);
    expect(menu).toContain('"role":"copy"');
    expect(menu).not.toMatch(/"role":"(close|reload|forceReload|toggleDevTools|windowMenu|fileMenu|viewMenu)"/);
    expect(menu).not.toContain('accelerator');
  });

  it('answers calls of its page through preload and ipc', async () => {
    const info = await desktop.page.evaluate(() => window.portolan.call('app.info', {}));
    expect(info).toMatchObject({ ok: true, value: { host: 'desktop' } });
    const missing = await desktop.page.evaluate(() => window.portolan.call('catalog.get', {} as { clusterId: string }));
    expect(missing).toMatchObject({ ok: false, error: { code: 'cluster-required' } });
  });

  it('is the program that opens portolan: links, and behind -- nothing of a link is a switch', async () => {
    const client = desktop.reports.find((report) => report.what === 'protocolClient')?.value;
    expect(client).toMatchObject({ scheme: 'portolan', args: expect.arrayContaining(['--']) });
    desktop.system('link portolan://cluster/demo%3Aedge-042/deploy');
    await desktop.page.getByRole('heading', { name: 'Deployments' }).waitFor();
    expect(await desktop.page.title()).toContain('edge-042');
    desktop.system('link portolan://cluster/demo%3Anowhere/pods');
    await desktop.page
      .getByText(/demo:nowhere, which is in no known kubeconfig/)
      .first()
      .waitFor();
    await desktop.page.evaluate(() => window.portolan.call('clusters.close', { clusterId: 'demo:edge-042' }));
  });

  it('opens byte streams over a port of their own; a refusal is their end', async () => {
    const frames = await desktop.page.evaluate(
      () =>
        new Promise<number[][]>((resolve) => {
          const seen: number[][] = [];
          window.portolan.openStream(
            'auth.terminal',
            { clusterId: 'no:such', columns: 80, rows: 24 },
            { onFrame: (frame) => void seen.push([...frame]), onClosed: () => resolve(seen) },
          );
        }),
    );
    const [last] = frames.map((frame) => decodeFrame(Uint8Array.from(frame)));
    expect(last).toMatchObject({ type: 'end', error: { code: 'not-found' } });
  });

  it('sends its page the events of an opened cluster, stamped with its identity', async () => {
    const states = await desktop.page.evaluate(async () => {
      const { contexts } = await window.portolan.call('contexts.list', {}).then((reply) => {
        if (!reply.ok) throw new Error(reply.error.message);
        return reply.value;
      });
      const clusterId = contexts[0]?.clusterId ?? '';
      return new Promise<string[]>((resolve) => {
        const seen: string[] = [];
        const stop = window.portolan.onEvents((batch) => {
          if (batch.type !== 'events') return;
          for (const event of batch.events) {
            if (event.topic !== 'cluster:state' || event.clusterId !== clusterId) continue;
            seen.push(`${event.clusterName === contexts[0]?.clusterName} ${event.payload.state}`);
            if (['connected', 'loading', 'ready'].includes(event.payload.state)) {
              stop();
              resolve(seen);
            }
          }
        });
        void window.portolan.call('clusters.open', { clusterId });
      });
    });
    expect(states.at(-1)).toMatch(/^true (connected|loading|ready)$/);
  });

  it('serves the page under a policy without eval, inline script or foreign connection', async () => {
    const blocked = await desktop.page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
      await fetch('https://127.0.0.1:1/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { violations, injected: 'injected' in window };
    });
    expect(blocked.injected).toBe(false);
    expect(blocked.violations).toEqual(expect.arrayContaining(['script-src-elem', 'connect-src']));
  });

  it('opens no window for a page; an https link is shown to the person first', async () => {
    await desktop.page.evaluate(() => void window.portolan.call('app.openLink', { url: 'https://example.com/docs' }));
    await expect
      .poll(() =>
        desktop.reports.filter(({ what }) => what === 'dialog' || what === 'openExternal').map(({ value }) => value),
      )
      .toMatchObject([{ message: 'Open example.com in the browser?' }, 'https://example.com/docs']);
    const refused = await desktop.page.evaluate(() =>
      window.portolan.call('app.openLink', { url: 'file:///etc/passwd' }),
    );
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it('probes every open cluster when the machine wakes', async () => {
    const probes = async (): Promise<number> => (await fleet.stats('prod-eu-west')).byVerb['get /readyz'] ?? 0;
    const before = await probes();
    desktop.system('resume');
    await expect.poll(probes, { timeout: 10_000 }).toBeGreaterThan(before);
  });
});

describe('the page protocol', () => {
  it.each([
    ['app://portolan/', 'index.html'],
    ['app://portolan/cluster/config%3Aprod/pods', 'index.html'],
    ['app://portolan/assets/main.js', 'assets/main.js'],
  ])('%s is %s', (address, file) => {
    expect(pageFile('/app/renderer', address)).toBe(`/app/renderer/${file}`);
  });

  it.each([
    'app://portolan/../../etc/passwd.js',
    'app://portolan/%2e%2e/%2e%2e/etc/passwd.js',
    'app://portolan/..%2f..%2fsecret.json',
    'app://elsewhere/main.js',
    'file:///etc/passwd',
    'app://portolan/a%00.js',
  ])('%s leaves the folder for nothing', (address) => {
    const file = pageFile('/app/renderer', address);
    expect(file === null || file.startsWith('/app/renderer/')).toBe(true);
  });
});

describe('the real Electron', () => {
  it.skipIf(!hasElectron)('runs its page in a sandbox, without Node', async () => {
    const { _electron } = await import('@playwright/test');
    const folder = mkdtempSync(join(tmpdir(), 'portolan-electron-'));
    const running = await _electron.launch({
      args: [fileURLToPath(new URL('../..', import.meta.url)), '--settings', folder],
    });
    try {
      const page = await running.firstWindow();
      const seen = await page.evaluate(() => ({
        node: 'process' in window || 'require' in window,
        bridge: 'portolan' in window,
      }));
      expect(seen).toEqual({ node: false, bridge: true });
    } finally {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it.skipIf(!hasElectron)('refuses every permission but writing to the clipboard', async () => {
    const { _electron } = await import('@playwright/test');
    const folder = mkdtempSync(join(tmpdir(), 'portolan-electron-'));
    const running = await _electron.launch({
      args: [fileURLToPath(new URL('../..', import.meta.url)), '--settings', folder],
    });
    try {
      const page = await running.firstWindow();
      const states = await page.evaluate(() =>
        Promise.all(
          ['geolocation', 'notifications', 'camera'].map(async (name) => {
            const { state } = await navigator.permissions.query({ name: name as PermissionName });
            return state;
          }),
        ),
      );
      expect(states).toEqual(['denied', 'denied', 'denied']);
    } finally {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const packaged = fileURLToPath(new URL('../../release/linux-unpacked/portolan', import.meta.url));
  it.skipIf(!existsSync(packaged))('has its fuses as the packaging said', async () => {
    const { FuseState, FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
    const wire = await getCurrentFuseWire(packaged);
    expect(wire[FuseV1Options.RunAsNode]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(FuseState.ENABLE);
  });
});
