import { makeClusterId } from '../../../shared/identity.ts';

/**
 * Which file part (`config`, `team-a/config`) each kubeconfig file has in its ids. Once given, never changed because another
 * file appeared; a part stays reserved for its path even while the file is away (`CLUSTERS.md` §2).
 */
export class FileIds {
  readonly #byPath: Map<string, string>;
  readonly #taken: Set<string>;

  constructor(remembered: Readonly<Record<string, string>>) {
    this.#byPath = new Map();
    this.#taken = new Set();
    for (const [path, part] of Object.entries(remembered)) {
      // A hand-edited settings file could give one part to two files; ids must stay different, so the first keeps it.
      if (part === '' || this.#taken.has(part)) continue;
      this.#byPath.set(path, part);
      this.#taken.add(part);
    }
  }

  /** The part of this file; `added` when it was given just now and should be remembered. */
  partOf(path: string): { readonly part: string; readonly added: boolean } {
    const known = this.#byPath.get(path);
    if (known !== undefined) return { part: known, added: false };
    const part = candidates(path).find((one) => !this.#taken.has(one)) ?? this.#numbered(path);
    this.#byPath.set(path, part);
    this.#taken.add(part);
    return { part, added: true };
  }

  clusterId(path: string, context: string): string {
    return makeClusterId(this.partOf(path).part, context);
  }

  entries(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#byPath);
  }

  /** Every suffix of the path is taken: only possible through hand-made settings. */
  #numbered(path: string): string {
    for (let n = 2; ; n++) if (!this.#taken.has(`${path}~${n}`)) return `${path}~${n}`;
  }
}

/** Base name first, then one folder more each time, at last the whole path; always with `/`. */
function candidates(path: string): readonly string[] {
  const normal = path.replaceAll('\\', '/');
  const segments = normal.split('/').filter((segment) => segment !== '');
  const suffixes = segments.map((_, index) => segments.slice(segments.length - 1 - index).join('/'));
  return [...suffixes, normal];
}
