import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Not needed for a test run, or linked. */
const leftOut: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'release', 'out']);

/**
 * A copy of the tree with everything in it that is no product of a build, in a temporary folder, its dependencies linked: mutants
 * never touch the files somebody works on. The caller removes it.
 */
export function copyOfTree(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'portolan-mutants-'));
  cpSync(root, path, { recursive: true, filter: (from) => !leftOut.has(relative(root, from).split(sep)[0] ?? '') });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'), 'dir');
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The commit the copy was made of, for the report; empty outside a repository. */
export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return ''; // A tarball: nothing depends on it.
  }
}
