import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, Terminal } from '@xterm/xterm';

export interface ScreenParts {
  readonly onType: (bytes: Uint8Array) => void;
  readonly onSize: (columns: number, rows: number) => void;
  readonly onTarget: (target: string | null) => void;
  readonly openLink: (url: string) => void;
}

/**
 * The terminal's screen, in an element of its own that can leave the page and come back. What a program shows may do nothing but be
 * shown: no clipboard (OSC 52), and links say where they lead and open only when clicked.
 */
export class TerminalScreen {
  readonly #element = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  #opened = false;

  private constructor(parts: ScreenParts) {
    const { onTarget, openLink } = parts;
    this.#element.style.height = '100%';
    const links = {
      hover: (_: MouseEvent, url: string) => onTarget(url),
      leave: () => onTarget(null),
    };
    this.#terminal = new Terminal({
      cols: 100,
      rows: 24,
      fontSize: 12,
      scrollback: 2_000,
      allowProposedApi: false,
      documentOverride: withPolicy(document),
      linkHandler: { ...links, activate: (_, url) => openLink(url), allowNonHttpProtocols: false },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new WebLinksAddon((_, url) => openLink(url), links));
    // Swallowed: what is on the clipboard is the person's.
    this.#terminal.parser.registerOscHandler(52, () => true);
    this.#terminal.attachCustomKeyEventHandler((event) => !isClipboardKey(event, this.#terminal.hasSelection()));
    const encoder = new TextEncoder();
    this.#terminal.onData((text) => parts.onType(encoder.encode(text)));
    this.#terminal.onBinary((text) => parts.onType(Uint8Array.from(text, (char) => char.charCodeAt(0))));
    this.#terminal.onResize(({ cols, rows }) => parts.onSize(cols, rows));
  }

  static open(parts: ScreenParts): TerminalScreen {
    return new TerminalScreen(parts);
  }

  /** Resolves when the bytes are on the screen. */
  show(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  mount(into: HTMLElement): () => void {
    into.append(this.#element);
    if (!this.#opened) {
      this.#opened = true;
      openIn(this.#terminal, this.#element);
    }
    this.#terminal.options.theme = themeOf(this.#element);
    this.#terminal.options.fontFamily = getComputedStyle(this.#element).fontFamily;
    const toSize = (): void => this.#fit.fit();
    const observer = new ResizeObserver(toSize);
    observer.observe(into);
    toSize();
    this.#terminal.focus();
    return () => {
      observer.disconnect();
      this.#element.remove();
    };
  }

  dispose(): void {
    this.#terminal.dispose();
    this.#element.remove();
  }
}

/** Copying what is selected and pasting are the browser's; everything else is the program's. */
function isClipboardKey(event: KeyboardEvent, selected: boolean): boolean {
  if (!event.ctrlKey && !event.metaKey) return false;
  return event.key === 'v' || (event.key === 'c' && selected);
}

type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

/**
 * How the terminal may make elements under the page's content security policy: a style carries the page's nonce, and a style attribute is
 * set through the object model, which the policy allows, instead of as text, which it does not.
 */
function creating(page: Document): CreateElement {
  const nonce = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  const create: CreateElement = Document.prototype.createElement.bind(page);
  return (name, options) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement && nonce !== '') element.nonce = nonce;
    if (element instanceof HTMLSpanElement) {
      element.setAttribute = (key, value) => {
        if (key === 'style') element.style.cssText = value;
        else Element.prototype.setAttribute.call(element, key, value);
      };
    }
    return element;
  };
}

/** The document as the terminal sees it. */
function withPolicy(page: Document): Document {
  const create = creating(page);
  return new Proxy(page, {
    get(target, key) {
      if (key === 'createElement') return create;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** One part of the terminal (its scroll bar) asks the page itself for its style, while it opens. */
function openIn(terminal: Terminal, element: HTMLElement): void {
  Object.defineProperty(document, 'createElement', { configurable: true, value: creating(document) });
  try {
    terminal.open(element);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

/** The tokens' colours, resolved where the screen stands: the terminal draws with values, not with names. */
function themeOf(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const color = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return hex(getComputedStyle(probe).color);
  };
  const theme = {
    background: color('surface-0'),
    foreground: color('text'),
    cursor: color('text'),
    cursorAccent: color('surface-0'),
    selectionBackground: color('surface-3'),
    black: color('text-3'),
    red: color('bad'),
    green: color('ok'),
    yellow: color('warn'),
    blue: color('accent'),
    magenta: color('cluster-1'),
    cyan: color('cluster-2'),
    white: color('text-2'),
    brightBlack: color('text-3'),
    brightRed: color('bad'),
    brightGreen: color('ok'),
    brightYellow: color('warn'),
    brightBlue: color('accent'),
    brightMagenta: color('cluster-1'),
    brightCyan: color('cluster-2'),
    brightWhite: color('text'),
  };
  probe.remove();
  return theme;
}

/** Any CSS colour as `#rrggbb`, by drawing it. */
function hex(css: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const pen = canvas.getContext('2d');
  if (pen === null) return '#808080';
  pen.fillStyle = css;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
