import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, powerMonitor, session } from 'electron';
import { Disposer } from '../../shared/disposable.ts';
import { catchStrays } from '../core/host/last-net.ts';
import type { HostOptions } from '../core/types.ts';
import { startHost } from './host.ts';
import { connectIpc } from './ipc.ts';
import { linkIn, registerLinks } from './links.ts';
import { installMenu } from './menu.ts';
import { registerScheme, servePage } from './protocol.ts';
import { denyPermissions, secureContents } from './security.ts';
import { openWindow } from './window.ts';

/** The desktop shell: one process, one window, the same core as the other hosts. */
const dist = join(app.getAppPath(), 'dist');
const { values, positionals } = parseArgs({
  args: process.argv.slice(app.isPackaged ? 1 : 2),
  options: {
    demo: { type: 'boolean', default: false },
    kubeconfig: { type: 'string', multiple: true },
    settings: { type: 'string' },
  },
  // Electron and the system add switches of their own.
  strict: false,
  allowPositionals: true,
});

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const demo = values.demo === true;
const kubeconfigs = (Array.isArray(values.kubeconfig) ? values.kubeconfig : []).filter(
  (file) => typeof file === 'string',
);

// The demo has settings of its own and touches neither the user's settings nor kubeconfigs. The single-instance lock
// lives in the same folder, so it must be chosen before the lock is asked for.
const settingsFolder = text(values.settings) ?? (demo ? `${app.getPath('userData')}-demo` : app.getPath('userData'));
app.setPath('userData', settingsFolder);
app.enableSandbox();
registerScheme();
secureContents(app);

const discovery: HostOptions['discovery'] = demo
  ? { type: 'demo' }
  : kubeconfigs.length > 0
    ? { type: 'files', files: kubeconfigs }
    : { type: 'default' };

if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    process.stderr.write(`Portolan could not start: ${error instanceof Error ? error.message : String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}

async function run(): Promise<void> {
  // Before the application is ready: a Mac tells at once which link it was started for.
  const early: string[] = [];
  let follow = (link: string): void => void early.push(link);
  registerLinks(app, (link) => follow(link));
  await app.whenReady();
  const ends = new Disposer();
  denyPermissions(session.defaultSession);
  servePage(join(dist, 'renderer'));
  installMenu(process.platform);

  const host = await startHost({ settingsFolder, discovery, dist });
  ends.add(() => host.close());
  ends.add(
    catchStrays(
      process,
      Date.now,
      (error) => host.report(error),
      () => app.exit(1),
    ),
  );

  let window: BrowserWindow | null = null;
  const show = (): void => {
    if (window !== null && !window.isDestroyed()) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return;
    }
    const opened = openWindow(join(dist, 'preload.cjs'));
    const disconnect = connectIpc(host, opened);
    opened.once('closed', () => {
      void disconnect();
      window = null;
    });
    window = opened;
  };
  follow = (link) => {
    show();
    void host.call('links.open', { link }, { windowId: 'system' });
  };
  for (const link of [linkIn(positionals), ...early]) {
    if (link !== null) void host.call('links.open', { link }, { windowId: 'system' });
  }
  show();

  app.on('second-instance', (_, argv) => {
    const link = linkIn(argv);
    if (link === null) show();
    else follow(link);
  });
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // A sleeping machine's connections are dead without knowing it: every open cluster is probed at once.
  powerMonitor.on('resume', () => void host.call('clusters.wake', {}, { windowId: 'system' }));

  let ending = false;
  app.on('will-quit', (event) => {
    if (ending) return;
    event.preventDefault();
    ending = true;
    // A cluster that does not let go must not keep the application from ending.
    const limit = new Promise((resolve) => setTimeout(resolve, 3_000));
    void Promise.race([ends.dispose(), limit]).finally(() => app.exit(0));
  });
}
