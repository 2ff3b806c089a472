import { extname, join, normalize, sep } from 'node:path';

/** Where the window's page lives: `app://portolan/…`. */
export const PAGE_SCHEME = 'app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://portolan`;

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
