import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy, withNonce } from '../../shared/csp.ts';

export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://portolan`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Must run before the app is ready: Electron fixes a scheme's privileges then. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer below `folder` and nothing else; a path without an extension is a deep link and gets the page. */
export function servePage(folder: string): void {
  protocol.handle(PAGE_SCHEME, (request) => answer(folder, request.url));
}

async function answer(folder: string, address: string): Promise<Response> {
  const file = pageFile(folder, address);
  if (file === null) return new Response('Not found', { status: 404 });
  try {
    const nonce = randomBytes(16).toString('base64');
    const content = await readFile(file);
    const body = extname(file) === '.html' ? withNonce(content.toString('utf8'), nonce) : new Uint8Array(content);
    return new Response(body, {
      headers: {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy(nonce),
        'x-content-type-options': 'nosniff',
      },
    });
  } catch {
    return new Response('Not found', { status: 404 });
  }
}

/** The file an address names inside `folder`, or null when it is not ours or would leave the folder. */
export function pageFile(folder: string, address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== `${PAGE_SCHEME}:` || url.host !== 'portolan') return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const wanted = extname(path) === '' ? '/index.html' : path;
  const file = normalize(join(folder, wanted));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
}
