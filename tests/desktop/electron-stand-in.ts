/**
 * A stand-in for the `electron` module where Electron's own program cannot be had: main, preload and IPC code run as they
 * are, every window is a page of a real Chromium. What it cannot show (sandbox, fuses, the system's permissions) is
 * counted as skipped by the suite, by name. Values cross between page and main by structured clone of JSON, as plain data.
 */
import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Page } from '@playwright/test';

/** `app://portolan` as Chromium can reach it: a secure origin whose every request is answered by the protocol handler. */
const PUBLIC_ORIGIN = 'http://portolan.localhost';
const toPublic = (url: string): string => url.replace(/^app:\/\/portolan/, PUBLIC_ORIGIN);
const toApp = (url: string): string => url.replace(PUBLIC_ORIGIN, 'app://portolan');

type Handler = (request: Request) => Promise<Response> | Response;
const handlers = new Map<string, Handler>();
/** Everything the shell asked the system to do, for the test to read (`PORTOLAN_STAND_IN` lines on stdout). */
const report = (what: string, value: unknown): void =>
  void process.stdout.write(`stand-in ${JSON.stringify({ what, value })}\n`);

class App extends EventEmitter {
  readonly #paths = new Map([['userData', process.env.PORTOLAN_USER_DATA ?? join(tmpdir(), 'portolan-stand-in')]]);
  readonly isPackaged = false;
  readonly name = 'Portolan';

  enableSandbox(): void {
    report('enableSandbox', true);
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? this.#paths.get('userData') ?? tmpdir();
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getAppPath(): string {
    return fileURLToPath(new URL('../..', import.meta.url));
  }
  getVersion(): string {
    return '0.0.0';
  }
  getName(): string {
    return this.name;
  }
  setName(): void {}
  setAppUserModelId(): void {}
  setAsDefaultProtocolClient(scheme: string, path: string, args: readonly string[]): boolean {
    report('protocolClient', { scheme, path, args });
    return true;
  }
  quit(): void {
    this.emit('before-quit', { preventDefault: () => {} });
    for (const window of BrowserWindow.getAllWindows()) window.close();
    this.emit('will-quit', { preventDefault: () => {} });
  }
  exit(code = 0): void {
    process.exit(code);
  }
}
export const app = new App();

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  handle(channel: string, handler: (event: unknown, ...args: unknown[]) => unknown): void {
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
export const ipcMain = new IpcMain();

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown): void => report('schemes', schemes),
  handle: (scheme: string, handler: Handler): void => void handlers.set(scheme, handler),
};

class WebContents extends EventEmitter {
  readonly mainFrame = { url: '' };
  page: Page | null = null;
  windowOpen: ((details: { url: string }) => unknown) | null = null;
  setWindowOpenHandler(handler: (details: { url: string }) => unknown): void {
    this.windowOpen = handler;
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  send(channel: string, ...args: unknown[]): void {
    // A page that is going away has nobody to tell; anything else would be a defect of the test.
    this.page
      ?.evaluate(([name, values]) => window.__standIn?.receive(name, values), [channel, args] as const)
      .catch((error: unknown) => {
        if (this.page !== null && !this.page.isClosed() && !/navigation|destroyed|closed/i.test(String(error)))
          throw error;
      });
  }
}

declare global {
  interface Window {
    __standIn?: {
      receive(channel: string, args: readonly unknown[]): void;
      port(id: number, data: readonly number[] | null): void;
    };
    __standInMessage?: (kind: 'invoke' | 'send', channel: string, args: readonly unknown[]) => Promise<unknown>;
  }
}

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly webPreferences?: { readonly preload?: string };
}

const windows = new Set<BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }
  readonly id = windows.size + 1;
  readonly webContents = new WebContents();
  readonly #options: WindowOptions;
  #context: BrowserContext | null = null;
  #destroyed = false;

  constructor(options: WindowOptions) {
    super();
    this.#options = options;
    windows.add(this);
    report('window', options);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    const { context, page } = await openPage(this.#options, this.webContents, () => this.close());
    this.#context = context;
    this.webContents.page = page;
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.webContents.mainFrame.url = toApp(frame.url());
    });
    page.on('close', () => this.#closed());
    context.on('page', (opened) => {
      if (opened === page) return;
      this.webContents.windowOpen?.({ url: opened.url() });
      void opened.close();
    });
    this.webContents.mainFrame.url = url;
    await page.goto(toPublic(url));
    this.emit('ready-to-show');
    report('ready', { url });
  }

  close(): void {
    this.emit('close', { preventDefault: () => {} });
    void this.#context?.close();
    this.#closed();
  }

  #closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.delete(this);
    this.emit('closed');
    report('closed', this.id);
    void this.#context?.close().then(() => {
      if (windows.size === 0) app.emit('window-all-closed');
    });
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
  isMaximized(): boolean {
    return false;
  }
  isMinimized(): boolean {
    return false;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    return { x: 0, y: 0, width: this.#options.width ?? 1440, height: this.#options.height ?? 900 };
  }
  maximize(): void {}
  restore(): void {}
  show(): void {}
  focus(): void {}
  setTitle(): void {}
}

async function openPage(
  options: WindowOptions,
  contents: WebContents,
  close: () => void,
): Promise<{ context: BrowserContext; page: Page }> {
  const profile = mkdtempSync(join(tmpdir(), 'portolan-chromium-'));
  const headed = process.env.PORTOLAN_HEADED === '1';
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.PORTOLAN_CHROMIUM ?? chromium.executablePath(),
    headless: !headed,
    viewport: headed ? null : { width: options.width ?? 1440, height: options.height ?? 900 },
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--no-first-run',
      `--remote-debugging-port=${process.env.PORTOLAN_CDP_PORT ?? '0'}`,
      // An application window, as Electron's: no browser keeps Ctrl+W and the like for itself.
      ...(headed ? ['--app=data:text/html,', '--window-position=0,0', '--window-size=1440,900'] : []),
    ],
  });
  context.on('close', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  await context.route(`${PUBLIC_ORIGIN}/**`, async (route) => {
    const handler = handlers.get('app');
    if (handler === undefined) return route.abort();
    const answer = await handler(new Request(toApp(route.request().url())));
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await connectPreload(page, contents, options.webPreferences?.preload, close);
  return { context, page };
}

/** Runs the real preload in the page, its `require('electron')` answered by functions that reach this process. */
async function connectPreload(
  page: Page,
  contents: WebContents,
  preload: string | undefined,
  close: () => void,
): Promise<void> {
  await page.exposeBinding(
    '__standInMessage',
    async ({ frame }, kind: 'invoke' | 'send', channel: string, args: readonly unknown[]) => {
      const senderFrame = frame === page.mainFrame() ? contents.mainFrame : { url: toApp(frame.url()) };
      const event = { sender: contents, senderFrame };
      if (channel === 'stand-in:close') return close();
      if (channel === 'stand-in:port') return ports.from(page, Number(args[0]), args[1]);
      if (kind === 'send' && channel.startsWith('stand-in:with-port:')) {
        const [id, message] = args;
        const withPort = { ...event, ports: [ports.open(page, Number(id))] };
        return void ipcMain.emit(channel.slice('stand-in:with-port:'.length), withPort, message);
      }
      if (kind === 'send') return void ipcMain.emit(channel, event, ...args);
      const handler = ipcMain.handlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      return await handler(event, ...args);
    },
  );
  if (preload === undefined) return;
  const { readFileSync } = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');
  await page.addInitScript({ content: PRELOAD_WORLD.replace('/* preload */', () => readFileSync(preload, 'utf8')) });
}

/** Electron's MessagePortMain as far as streams use it: bytes cross as lists of numbers. */
class StandInPort extends EventEmitter {
  readonly #page: Page;
  readonly #id: number;
  #closed = false;
  constructor(page: Page, id: number) {
    super();
    this.#page = page;
    this.#id = id;
  }
  postMessage(message: Uint8Array | null): void {
    if (this.#closed) return;
    const data = message === null ? null : [...message];
    this.#page
      .evaluate(([id, value]) => window.__standIn?.port(id, value), [this.#id, data] as const)
      .catch((error: unknown) => {
        if (!this.#page.isClosed() && !/navigation|destroyed|closed/i.test(String(error))) throw error;
      });
  }
  start(): void {}
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }
}

class StandInPorts {
  readonly #open = new Map<Page, Map<number, StandInPort>>();
  open(page: Page, id: number): StandInPort {
    const port = new StandInPort(page, id);
    const ofPage = this.#open.get(page) ?? new Map<number, StandInPort>();
    ofPage.set(id, port);
    this.#open.set(page, ofPage);
    return port;
  }
  from(page: Page, id: number, data: unknown): void {
    const port = this.#open.get(page)?.get(id);
    if (Array.isArray(data)) port?.emit('message', { data: Uint8Array.from(data as number[]) });
    else port?.close();
  }
}
const ports = new StandInPorts();

const PRELOAD_WORLD = `(() => {
  // In Electron a page may close its window; a browser allows that only to windows that a script opened.
  window.close = () => void window.__standInMessage('send', 'stand-in:close', []);
  const listeners = new Map();
  const ports = new Map();
  window.__standIn = {
    receive: (channel, args) => { for (const run of listeners.get(channel) ?? []) run({}, ...args); },
    port: (id, data) => ports.get(id)?.postMessage(data === null ? null : Uint8Array.from(data)),
  };
  const ipcRenderer = {
    invoke: (channel, ...args) => window.__standInMessage('invoke', channel, args),
    postMessage: (channel, message, [port]) => {
      const id = ports.size + 1;
      ports.set(id, port);
      // In order: a message overtakes none.
      let last = window.__standInMessage('send', 'stand-in:with-port:' + channel, [id, message]);
      port.onmessage = ({ data }) => { last = last.then(() => window.__standInMessage('send', 'stand-in:port', [id, Array.from(data)])); };
      port.addEventListener('close', () => void window.__standInMessage('send', 'stand-in:port', [id, null]));
    },
    send: (channel, ...args) => void window.__standInMessage('send', channel, args),
    on: (channel, run) => { listeners.set(channel, [...(listeners.get(channel) ?? []), run]); },
    off: (channel, run) => { listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== run)); },
  };
  const contextBridge = { exposeInMainWorld: (name, api) => { Object.defineProperty(window, name, { value: Object.freeze(api) }); } };
  const require = (name) => { if (name === 'electron') return { ipcRenderer, contextBridge }; throw new Error('module not found: ' + name); };
  const module = { exports: {} }; const exports = module.exports;
  /* preload */
})();`;

const permissions: Record<string, unknown> = {};
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: unknown): void => void Object.assign(permissions, { request: handler }),
    setPermissionCheckHandler: (handler: unknown): void => void Object.assign(permissions, { check: handler }),
    setDevicePermissionHandler: (handler: unknown): void => void Object.assign(permissions, { device: handler }),
  },
};
export const nativeTheme = { shouldUseDarkColors: true };
export const screen = { getDisplayMatching: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }) };
export const Menu = {
  buildFromTemplate: (template: unknown): unknown => template,
  setApplicationMenu: (menu: unknown): void => report('menu', menu),
};
export const dialog = {
  showMessageBox: (options: unknown): Promise<{ response: number }> => {
    report('dialog', options);
    return Promise.resolve({ response: 0 });
  },
};
export const shell = {
  openExternal: (url: string): Promise<void> => {
    report('openExternal', url);
    return Promise.resolve();
  },
};
/** A real process of its own, its channel dressed as a utility process's port. */
class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  constructor(entry: string, args: readonly string[], execArgv: readonly string[]) {
    super();
    const shim = new URL('./utility-port.mjs', import.meta.url).href;
    this.#child = fork(entry, [...args], {
      execArgv: [...execArgv, '--import', shim],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1));
    report('utilityProcess', true);
  }
  postMessage(message: Serializable): void {
    if (this.#child.connected) this.#child.send(message);
  }
  kill(): boolean {
    return this.#child.kill();
  }
}
export const utilityProcess = {
  fork: (
    entry: string,
    args: readonly string[] = [],
    options: { readonly execArgv?: readonly string[] } = {},
  ): UtilityProcess => new UtilityProcess(entry, args, options.execArgv ?? []),
};

export const powerMonitor = new EventEmitter();
/** The test speaks to the "system" through stdin lines: `resume`, `quit`. */
if (process.env.PORTOLAN_STAND_IN_STDIN === '1') {
  process.stdin.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) {
      if (line === 'resume') powerMonitor.emit('resume');
      if (line === 'quit') app.quit();
      if (line.startsWith('link ')) app.emit('second-instance', {}, ['portolan', '--', line.slice(5)]);
    }
  });
  process.stdin.unref();
}

export default {
  app,
  ipcMain,
  protocol,
  BrowserWindow,
  session,
  nativeTheme,
  screen,
  Menu,
  dialog,
  shell,
  powerMonitor,
  utilityProcess,
};
