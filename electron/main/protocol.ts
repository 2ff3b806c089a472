import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { contentSecurityPolicy, withNonce } from '../../shared/csp.ts';
import { PAGE_SCHEME, pageFile } from './page-file.ts';

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
