import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Report {
  readonly what: string;
  readonly value: unknown;
}

export interface Desktop {
  readonly page: Page;
  readonly reports: readonly Report[];
  readonly exited: Promise<number | null>;
  /** A line to the stand-in of the system: `resume`, `quit`. */
  system(line: string): void;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts the built desktop program on the stand-in; resolves when its window shows the page. */
export async function launchDesktop(
  args: readonly string[],
  options: { readonly userData?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Desktop> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'portolan-desktop-'));
  const port = await freePort();
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'tests/desktop/register.mjs'), join(root, 'dist/main.js'), ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...options.env,
        PORTOLAN_USER_DATA: userData,
        PORTOLAN_CDP_PORT: String(port),
        PORTOLAN_STAND_IN_STDIN: '1',
      },
    },
  );
  const reports: Report[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await ready(child, reports);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = browser
    .contexts()[0]
    ?.pages()
    .find((one) => one.url().startsWith('http://portolan.localhost'));
  if (page === undefined) throw new Error('the window shows no page of ours');
  return {
    page,
    reports,
    exited,
    system: (line) => void child.stdin?.write(`${line}\n`),
    close: () => end(child, browser, exited, options.userData === undefined ? userData : null),
  };
}

async function end(
  child: ChildProcess,
  browser: Browser,
  exited: Promise<unknown>,
  folder: string | null,
): Promise<void> {
  await browser.close().catch(() => undefined); // The program may have ended its browser already.
  if (child.exitCode === null && child.signalCode === null) {
    child.stdin?.write('quit\n');
    const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(kill);
  }
  if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function ready(child: ChildProcess, reports: Report[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.once('exit', (code) => reject(new Error(`the desktop program ended with ${code}: ${errors}`)));
    if (child.stdout === null) return reject(new Error('no stdout'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('stand-in ')) return;
      const report = JSON.parse(line.slice('stand-in '.length)) as Report;
      reports.push(report);
      if (report.what === 'ready') resolve();
    });
  });
}
