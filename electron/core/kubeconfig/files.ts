import type { SkippedFile } from '../../../shared/contract/contexts.ts';
import type { KubeconfigFile } from './entries.ts';
import { type FileContent, looksCut, readKubeconfig } from './read.ts';
import type { Candidate } from './sources.ts';

/** What is known of one path: what it holds now, and the last content that could be used. */
interface Known {
  readonly now: FileContent;
  readonly good: Extract<FileContent, { type: 'ok' }> | null;
  /** Why `good` is used although `now` differs. */
  readonly kept: string | null;
}

export interface LoadedFile {
  readonly candidate: Candidate;
  readonly file: KubeconfigFile;
}

/** Keeps the last good content of every file (`CLUSTERS.md` §4): truncated or unreadable keeps it, gone forgets it. */
export class KubeconfigFiles {
  #known = new Map<string, Known>();

  /** Reads what changed. Files not among the candidates are forgotten. Between files the loop is let go. */
  async load(
    candidates: readonly Candidate[],
    nowMs: number,
  ): Promise<{ readonly files: readonly LoadedFile[]; readonly skipped: readonly SkippedFile[] }> {
    const next = new Map<string, Known>();
    const files: LoadedFile[] = [];
    const skipped: SkippedFile[] = [];
    for (const candidate of candidates) {
      const known = await this.#read(candidate.path, nowMs);
      if (known === null) {
        if (candidate.named) skipped.push({ file: candidate.path, reason: `${candidate.path} does not exist.` });
        continue;
      }
      next.set(candidate.path, known);
      skipped.push(...remarks(candidate.path, known));
      if (known.good !== null) files.push({ candidate, file: asFile(candidate.path, known.good) });
    }
    this.#known = next;
    return { files, skipped };
  }

  /** One file, read again now; `null` when it is gone or never was good. */
  async reload(path: string, nowMs: number): Promise<KubeconfigFile | null> {
    const known = await this.#read(path, nowMs);
    if (known === null || known.good === null) return null;
    this.#known.set(path, known);
    return asFile(path, known.good);
  }

  async #read(path: string, nowMs: number): Promise<Known | null> {
    const before = this.#known.get(path);
    const now = await readKubeconfig(path, before?.now, nowMs);
    if (now.type === 'gone') return null;
    if (before !== undefined && now === before.now) return before;
    const good = before?.good ?? null;
    if (now.type === 'bad') return { now, good, kept: good === null ? null : now.reason };
    if (good !== null && good.text !== now.text && looksCut(good, now)) return { now, good, kept: 'looks cut short' };
    return { now, good: now, kept: null };
  }
}

function asFile(path: string, content: Extract<FileContent, { type: 'ok' }>): KubeconfigFile {
  return { path, text: content.text, config: content.config };
}

function remarks(path: string, known: Known): readonly SkippedFile[] {
  if (known.kept !== null)
    return [{ file: path, reason: `${path} ${known.kept}; its last good content is used until it is right again.` }];
  if (known.now.type === 'bad') return [{ file: path, reason: `${path} ${known.now.reason}.` }];
  if (known.now.type === 'ok')
    return known.now.config.notes.map((note) => ({ file: path, reason: `${path} ${note}.` }));
  return [];
}
