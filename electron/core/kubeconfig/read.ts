import { open, stat } from 'node:fs/promises';
import { errorCode } from '../settings/durable-file.ts';
import { type ParsedKubeconfig, parseKubeconfig } from './parse.ts';

/** Above this a file is not read: the largest real ones (thousands of contexts with embedded certificates) stay below. */
const MAX_BYTES = 32 * 1024 * 1024;
const SNIFF_BYTES = 8192;

/** What a path holds now. `stamp` changes whenever the file does. */
export type FileContent =
  | { readonly type: 'ok'; readonly stamp: string; readonly text: string; readonly config: ParsedKubeconfig }
  /** There, but not usable; `reason` is the rest of a sentence. */
  | { readonly type: 'bad'; readonly stamp: string; readonly reason: string; readonly text?: string }
  /** No such file (or a link that leads nowhere). */
  | { readonly type: 'gone' };

/**
 * Reads one kubeconfig. `before`: what was read last; the same stamp is answered without reading again, unless the file is
 * younger than the clock's grain can tell (two writes within one tick would look alike).
 */
export async function readKubeconfig(
  path: string,
  before: FileContent | undefined,
  nowMs: number,
): Promise<FileContent> {
  let stamp = '';
  try {
    const info = await stat(path, { bigint: true });
    stamp = `${info.dev}:${info.ino}:${info.size}:${info.mtimeNs}:${info.ctimeNs}`;
    const settled = nowMs - Number(info.mtimeMs) > 2000;
    if (settled && before !== undefined && before.type !== 'gone' && before.stamp === stamp) return before;
    if (!info.isFile()) {
      return { type: 'bad', stamp, reason: info.isDirectory() ? 'is a folder' : 'is not a regular file' };
    }
    if (info.size > BigInt(MAX_BYTES))
      return {
        type: 'bad',
        stamp,
        reason: `is larger than ${MAX_BYTES / 1024 / 1024} MB; no kubeconfig is that large`,
      };
    return parsed(await readText(path), stamp, before);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'gone' };
    return { type: 'bad', stamp, reason: `cannot be read: ${systemWords(error)}` };
  }
}

function parsed(text: string | null, stamp: string, before: FileContent | undefined): FileContent {
  if (text === null) return { type: 'bad', stamp, reason: 'is binary, not UTF-8 text' };
  // The same text needs no second parse, whatever its date.
  if (before?.type === 'ok' && before.text === text) return { ...before, stamp };
  const result = parseKubeconfig(text);
  return result.type === 'ok'
    ? { type: 'ok', stamp, text, config: result.config }
    : { type: 'bad', stamp, reason: result.reason, text };
}

/** The text, or `null` when it is none. A large binary is recognised by its beginning and not read to the end. */
async function readText(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(SNIFF_BYTES);
    const { bytesRead } = await file.read(head, 0, SNIFF_BYTES, 0);
    if (head.subarray(0, bytesRead).includes(0)) return null;
    // A read at a given position leaves the file's own position at the start.
    const all = await file.readFile();
    if (all.includes(0)) return null;
    return new TextDecoder('utf-8', { fatal: true }).decode(all);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  } finally {
    await file.close();
  }
}

function systemWords(error: unknown): string {
  const known: Readonly<Record<string, string>> = {
    EACCES: 'this account may not read it',
    EPERM: 'this account may not read it',
    ELOOP: 'its links lead in a circle',
    EIO: 'the disk failed',
    EMFILE: 'too many files are open',
  };
  return known[errorCode(error)] ?? (error instanceof Error ? error.message : String(error));
}

/**
 * Whether `next` looks like `last` cut short, so that the last good content stays (`CLUSTERS.md` §4). A beginning of the old
 * text counts when it ends within a line or leaves a context without its cluster or user; so does a file that lost a whole
 * list while contexts still (or no longer) refer to it. Taking entries out properly is neither.
 */
export function looksCut(
  last: Extract<FileContent, { type: 'ok' }>,
  next: Extract<FileContent, { type: 'ok' }>,
): boolean {
  const lost = [...last.config.sections].filter((section) => !next.config.sections.has(section));
  if (lost.includes('contexts') && last.config.contexts.size > 0) return true;
  const dangling = danglingContexts(next.config) > danglingContexts(last.config);
  if (lost.length > 0 && dangling) return true;
  const isBeginning = next.text.length < last.text.length && last.text.startsWith(next.text);
  return isBeginning && (dangling || next.config.notes.length > last.config.notes.length || !next.text.endsWith('\n'));
}

function danglingContexts(config: ParsedKubeconfig): number {
  let count = 0;
  for (const { value } of config.contexts.values()) {
    const cluster = typeof value.cluster === 'string' ? value.cluster : '';
    const user = typeof value.user === 'string' ? value.user : '';
    if (!config.clusters.has(cluster) || (user !== '' && !config.users.has(user))) count++;
  }
  return count;
}
