import { createHash } from 'node:crypto';
import type { ContextInfo, ContextList } from '../../../shared/contract/contexts.ts';
import { type CheckMemo, contextProblem } from './check.ts';
import { type ContextParts, contextParts, type MergeScope } from './entries.ts';
import type { FileIds } from './file-ids.ts';
import type { LoadedFile } from './files.ts';
import type { NamedFiles } from './named-files.ts';
import { isRecord } from './parse.ts';
import { withoutTokens } from './resolve.ts';
import { inlineCertificateEnd, userKind } from './user-kind.ts';

/** One context as the catalog holds it. */
export interface KnownContext {
  readonly info: ContextInfo;
  readonly parts: ContextParts;
  /** Hash of its entries: differs when the context must reconnect. */
  readonly fingerprint: string;
  /** Hash of the tokens kubectl renews in place: differs when only those changed. */
  readonly tokens: string;
}

/** Hashes are kept per entry value; an unchanged file costs nothing. */
export interface ListingMemo {
  readonly checks: CheckMemo;
  readonly named: NamedFiles;
  /** End of the client certificate inside a user entry. */
  readonly ends: WeakMap<object, number | null>;
  readonly hashes: WeakMap<object, { readonly fingerprint: string; readonly tokens: string }>;
}

/** How long the loop may be held while contexts are checked, ms. */
const SLICE_MS = 5;

/**
 * Checks and hashes every entry that is new since the last look, letting other work run every few milliseconds: certificates of
 * thousands of contexts take a second to parse, and the host must not stop for it.
 */
export async function checkContexts(files: readonly LoadedFile[], memo: ListingMemo): Promise<void> {
  const merged: MergeScope = files.filter((one) => one.candidate.merged).map((one) => one.file);
  memo.named.begin();
  let until = performance.now() + SLICE_MS;
  for (const { candidate, file } of files) {
    const scope = candidate.merged ? merged : [file];
    for (const entry of file.config.contexts.values()) {
      const parts = contextParts(file, entry, scope);
      if (contextProblem(parts, memo.checks) === null) await memo.named.look(parts);
      hashesOf(parts, memo);
      certificateEndOf(parts, memo);
      if (performance.now() < until) continue;
      await new Promise((resolve) => setImmediate(resolve));
      until = performance.now() + SLICE_MS;
    }
  }
}

/** Whether two lists say the same. */
export function sameList(a: ContextList, b: ContextList): boolean {
  return (
    a.contexts.length === b.contexts.length &&
    a.skipped.length === b.skipped.length &&
    a.contexts.every((one, i) => sameFields(one, b.contexts[i])) &&
    a.skipped.every((one, i) => sameFields(one, b.skipped[i]))
  );
}

function sameFields(a: object, b: object | undefined): boolean {
  if (b === undefined) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.get(key) === value);
}

/** Every context of every file, in order of files and entries. */
export function listContexts(files: readonly LoadedFile[], ids: FileIds, memo: ListingMemo): Map<string, KnownContext> {
  const merged: MergeScope = files.filter((one) => one.candidate.merged).map((one) => one.file);
  const known = new Map<string, KnownContext>();
  for (const { candidate, file } of files) {
    const scope = candidate.merged ? merged : [file];
    for (const entry of file.config.contexts.values()) {
      const parts = contextParts(file, entry, scope);
      const clusterId = ids.clusterId(file.path, entry.name);
      known.set(clusterId, { info: infoOf(parts, clusterId, memo), parts, ...hashesOf(parts, memo) });
    }
  }
  return known;
}

function infoOf(parts: ContextParts, clusterId: string, memo: ListingMemo): ContextInfo {
  const problem = contextProblem(parts, memo.checks) ?? memo.named.problem(parts);
  const server = parts.cluster?.entry.value.server;
  return {
    clusterId,
    clusterName: parts.name,
    file: parts.file.path,
    server: typeof server === 'string' && server !== '' ? server : null,
    user: parts.userName,
    namespace: parts.namespace,
    userKind: userKind(parts.user?.entry.value),
    certificateEnd: memo.named.certificateEnd(parts) ?? certificateEndOf(parts, memo),
    status: problem === null ? 'ok' : 'invalid',
    ...(problem === null ? {} : { problem }),
    current: parts.current,
  };
}

function certificateEndOf({ user }: ContextParts, memo: ListingMemo): number | null {
  if (user === null) return null;
  const known = memo.ends.get(user.entry);
  if (known !== undefined) return known;
  const end = inlineCertificateEnd(user.entry.value);
  memo.ends.set(user.entry, end);
  return end;
}

function hashesOf(parts: ContextParts, memo: ListingMemo): { readonly fingerprint: string; readonly tokens: string } {
  const pieces = [parts.context, parts.cluster?.entry, parts.user?.entry].map((entry) =>
    entry === undefined ? { fingerprint: '', tokens: '' } : entryHash(entry, memo),
  );
  // Where an entry stands matters too: relative paths resolve against its file.
  const places = [parts.cluster?.file.path ?? '', parts.user?.file.path ?? '', parts.shadowedBy ?? ''];
  return {
    fingerprint: [...pieces.map((one) => one.fingerprint), ...places].join('\n'),
    tokens: pieces[2]?.tokens ?? '',
  };
}

function entryHash(
  entry: ContextParts['context'],
  memo: ListingMemo,
): { readonly fingerprint: string; readonly tokens: string } {
  const known = memo.hashes.get(entry);
  if (known !== undefined) return known;
  const provider = entry.value['auth-provider'];
  const config = isRecord(provider) && isRecord(provider.config) ? provider.config : null;
  const stable =
    isRecord(provider) && config !== null
      ? { ...entry.value, 'auth-provider': { name: provider.name, config: withoutTokens(config) } }
      : entry.value;
  const hashes = {
    fingerprint: hash(JSON.stringify(stable)),
    tokens: config === null ? '' : hash(JSON.stringify(config)),
  };
  memo.hashes.set(entry, hashes);
  return hashes;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
