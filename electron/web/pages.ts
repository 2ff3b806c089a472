import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';

const types: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
  ['.wasm', 'application/wasm'],
]);

/** What stands in the built page where this answer's nonce goes. */
const nonceMark = '__CSP_NONCE__';

/**
 * The renderer's files, read-only and nothing beside them. Every path that names no file answers the page itself: deep links
 * (`/cluster/<id>/…`) are the renderer's business.
 */
export class Pages {
  readonly #root: string;
  #port = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Throws with one sentence when there is no built renderer. */
  static async open(root: string): Promise<Pages> {
    try {
      await stat(join(root, 'index.html'));
      return new Pages(await realpath(root));
    } catch {
      throw new Error(
        `The interface is not built (${join(root, 'index.html')} is missing). Run "npm run build" first.`,
      );
    }
  }

  listensOn(port: number): void {
    this.#port = port;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Method not allowed');
    const path = pathOf(request.url ?? '/');
    if (path === null) return plain(response, 400, 'Bad request');
    const extension = extname(path);
    if (path === '/' || path === '/index.html' || extension === '' || path.startsWith('/cluster/')) {
      return this.#page(request, response);
    }
    const file = await this.#inside(path);
    if (file === null) return plain(response, 404, 'Not found');
    response.writeHead(200, {
      ...this.#headers(null),
      'content-type': types.get(extension.toLowerCase()) ?? 'application/octet-stream',
      // Names of built files carry their content's hash; everything else is asked for again.
      'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      'content-length': file.size,
    });
    if (request.method === 'HEAD') return void response.end();
    const stream = createReadStream(file.path);
    stream.on('error', () => response.destroy());
    stream.pipe(response);
  }

  async #page(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    const html = (await readFile(join(this.#root, 'index.html'), 'utf8')).replaceAll(nonceMark, nonce);
    const headers = { ...this.#headers(nonce), 'content-type': types.get('.html') ?? '', 'cache-control': 'no-store' };
    response.writeHead(200, headers);
    response.end(request.method === 'HEAD' ? undefined : html);
  }

  /** The file, when it truly is one inside the root: links that lead out are not followed. */
  async #inside(path: string): Promise<{ readonly path: string; readonly size: number } | null> {
    try {
      const real = await realpath(join(this.#root, path));
      const info = await stat(real);
      return real.startsWith(this.#root + sep) && info.isFile() ? { path: real, size: info.size } : null;
    } catch {
      return null; // Not there.
    }
  }

  #headers(nonce: string | null): Readonly<Record<string, string>> {
    const own = `ws://127.0.0.1:${this.#port} ws://localhost:${this.#port}`;
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self' ${own}`,
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ];
    return {
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
    };
  }
}

/** The decoded path; `null` when it cannot be decoded, holds a NUL, or climbs. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '/');
    if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return null;
    // A context name may hold any text; only paths that name files are held to climb nowhere.
    if (!path.startsWith('/cluster/') && path.split('/').includes('..')) return null;
    return path;
  } catch {
    return null; // A stray percent sign.
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' });
  response.end(`${text}\n`);
}
