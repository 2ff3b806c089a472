import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { formatDeepLink } from '../../shared/deep-link.ts';
import { Disposer } from '../../shared/disposable.ts';
import { PortolanError } from '../../shared/errors.ts';
import { entriesOf } from '../core/host/entries.ts';
import { catchStrays } from '../core/host/last-net.ts';
import { stderrLog, systemClock } from '../core/host/node-ports.ts';
import { whenOrphaned } from '../core/host/parent.ts';
import { createHost } from '../core/host.ts';
import { settingsFolder } from '../core/settings/folder.ts';
import { lockFolder } from '../core/settings/lock.ts';
import { SettingsStore } from '../core/settings/store.ts';
import type { HostOptions } from '../core/types.ts';
import { version } from '../core/version.ts';
import { readWebArgs, type WebArgs } from './args.ts';
import { openInBrowser } from './open-browser.ts';
import { Pages } from './pages.ts';
import { listenSomewhere } from './port.ts';
import { WebServer } from './server.ts';

/** The web host: the same core behind 127.0.0.1, for machines without a display or without Electron. */
const closeMs = 3_000;
const ends = new Disposer();
let ending = false;

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  // A cluster that does not let go must not keep the program.
  const limit = setTimeout(() => process.exit(code), closeMs);
  await ends.dispose().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  clearTimeout(limit);
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
ends.add(whenOrphaned(() => void end(0), process.env));

start().catch((error: unknown) => {
  process.stderr.write(`Portolan could not start: ${error instanceof Error ? error.message : String(error)}\n`);
  void end(1);
});

async function start(): Promise<void> {
  const args = readWebArgs(process.argv.slice(2));
  const pages = await Pages.open(rendererFolder());
  const folder = args.settings ?? defaultFolder(args.demo);
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder);
  if (lock.type === 'taken') {
    const where = lock.announced === null ? '' : ` at ${lock.announced}`;
    throw new Error(`it is open already with these settings (${folder})${where}. Use that one, or another --settings.`);
  }
  if (lock.type === 'held') ends.add(() => lock.release());
  const settings = await SettingsStore.open({ folder });
  ends.add(() => settings.flush());
  const log = stderrLog(process.env);
  if (lock.type === 'unusable') log.warn(lock.problem);
  const entries = entriesOf(import.meta.url);
  const host = await createHost(
    {
      hostKind: 'web',
      version,
      settings,
      log,
      openLink: async (url) => {
        if (!(await openInBrowser(url))) throw new PortolanError('unsupported', `No browser was found. Open ${url}.`);
      },
      env: process.env,
      home: homedir(),
      clock: systemClock,
      random: Math.random,
    },
    {
      discovery: discoveryOf(args),
      restore: true,
      allowExec: false,
      demoCommand: entries.demoCommand,
      terminalCommand: entries.terminalCommand,
      engineEntry: entries.engine,
    },
  );
  ends.add(() => host.close());
  ends.add(
    catchStrays(
      process,
      Date.now,
      (error) => host.report(error),
      () => void end(1),
    ),
  );
  const server = new WebServer({ host, pages });
  ends.add(() => server.close());
  const port = await listenSomewhere(server, args.port, settings);
  // Without the token: the lock's note is for people, and a file is no place for a secret.
  if (lock.type === 'held') lock.announce(`http://127.0.0.1:${port}/`);
  const url = server.url(port, args.link === null ? '' : formatDeepLink(args.link, ''));
  process.stdout.write(`Portolan is open at ${url}\n`);
  if (args.open && !(await openInBrowser(url))) {
    process.stderr.write('No browser was found on this machine. Open the address above in one.\n');
  }
}

/** `dist/renderer`, beside the bundle; PORTOLAN_RENDERER for tests. */
function rendererFolder(): string {
  const given = process.env.PORTOLAN_RENDERER;
  if (given !== undefined && given !== '') return given;
  const source = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(source ? '../../dist/renderer' : './renderer', import.meta.url));
}

function defaultFolder(demo: boolean): string {
  const folder = settingsFolder(process.platform, process.env, homedir());
  return demo ? `${folder}-demo` : folder;
}

function discoveryOf(args: WebArgs): HostOptions['discovery'] {
  if (args.demo) return { type: 'demo' };
  return args.kubeconfig.length > 0 ? { type: 'files', files: args.kubeconfig } : { type: 'default' };
}
