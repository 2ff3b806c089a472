import { readFile, stat } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { errorCode } from '../settings/durable-file.ts';
import { certificateEnd, certificateProblem, keyProblem } from './certificates.ts';
import { type ContextParts, type FoundEntry, folderOf } from './entries.ts';
import { textField } from './parse.ts';

const MAX_BYTES = 1024 * 1024;

interface Known {
  readonly stamp: string;
  readonly problem: string | null;
  /** Epoch ms, of a certificate. */
  readonly end: number | null;
}

/**
 * Whether the certificate and key files that entries name can be used. Looked at once per look and path, read again only when
 * they changed. What is found is for the list; resolving a context reads the files itself.
 */
export class NamedFiles {
  readonly #known = new Map<string, Known>();
  #looked = new Set<string>();

  /** A new look begins: every file is asked for its date again. */
  begin(): void {
    this.#looked = new Set();
  }

  async look(parts: ContextParts): Promise<void> {
    for (const { path, check } of namedBy(parts)) {
      if (this.#looked.has(path)) continue;
      this.#looked.add(path);
      this.#known.set(path, await this.#read(path, check));
    }
  }

  /** One sentence that names entry and file; `null` when all is well or was not looked at. */
  problem(parts: ContextParts): string | null {
    for (const { path, field, found, what } of namedBy(parts)) {
      const problem = this.#known.get(path)?.problem ?? null;
      if (problem !== null)
        return `${what} "${found.entry.name}" in ${found.file.path}, used by context "${parts.name}", names ${path} as ${field}, which ${problem}.`;
    }
    return null;
  }

  /** End of the client certificate that the user names as a file; `null` when there is none or it cannot be read. */
  certificateEnd(parts: ContextParts): number | null {
    const named = namedBy(parts).find(({ field }) => field === 'client-certificate');
    return named === undefined ? null : (this.#known.get(named.path)?.end ?? null);
  }

  async #read(path: string, check: (pem: string) => string | null): Promise<Known> {
    try {
      const info = await stat(path, { bigint: true });
      const stamp = `${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}:${info.ctimeNs}`;
      const before = this.#known.get(path);
      if (before?.stamp === stamp) return before;
      if (!info.isFile()) return { stamp, problem: 'is not a file', end: null };
      if (info.size > BigInt(MAX_BYTES)) return { stamp, problem: 'is larger than 1 MB', end: null };
      const pem = await readFile(path, 'utf8');
      return { stamp, problem: check(pem), end: certificateEnd(pem) };
    } catch (error) {
      const code = errorCode(error);
      return { stamp: '', problem: code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`, end: null };
    }
  }
}

interface Named {
  readonly path: string;
  readonly field: string;
  readonly found: FoundEntry;
  readonly what: 'Cluster' | 'User';
  readonly check: (pem: string) => string | null;
}

function namedBy({ cluster, user }: ContextParts): readonly Named[] {
  const named: Named[] = [];
  const put = (what: Named['what'], found: FoundEntry | null, field: string, check: Named['check']): void => {
    const path = found === null ? undefined : textField(found.entry.value, field);
    if (found !== null && path !== undefined)
      named.push({ what, found, field, check, path: resolvePath(folderOf(found), path) });
  };
  put('Cluster', cluster, 'certificate-authority', certificateProblem);
  put('User', user, 'client-certificate', certificateProblem);
  put('User', user, 'client-key', (pem) => keyProblem(pem, false));
  return named;
}
