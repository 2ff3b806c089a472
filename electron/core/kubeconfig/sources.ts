import { readdir, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { SkippedFile } from '../../../shared/contract/contexts.ts';
import { errorCode } from '../settings/durable-file.ts';
import { leavingKind } from './names.ts';

/** Where kubeconfigs are looked for. */
export type Discovery =
  | { readonly type: 'default' }
  /** Only these; ids assigned afresh in this order. */
  | { readonly type: 'files'; readonly files: readonly string[] }
  /** Nothing but what is added during the run (`addSources`). */
  | { readonly type: 'demo' };

export interface Candidate {
  readonly path: string;
  /** Of the merged set of `KUBECONFIG`. */
  readonly merged: boolean;
  /** Named by someone, not just found in a folder: its absence is worth a word. */
  readonly named: boolean;
  /** `KUBECONFIG` or `~/.kube/config`: what kubectl itself would use; consent is asked for all of them together. */
  readonly standard: boolean;
}

export interface Candidates {
  readonly files: readonly Candidate[];
  readonly skipped: readonly SkippedFile[];
  /** Paths (files and folders, there or not) whose changes matter. */
  readonly watched: readonly string[];
}

export interface SourceInputs {
  readonly discovery: Discovery;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Files and folders the user added, then those of this run. */
  readonly added: readonly string[];
}

interface Gathering {
  readonly files: Candidate[];
  readonly seen: Set<string>;
  readonly skipped: SkippedFile[];
  readonly watched: string[];
}

/** Every file that may hold contexts, in order: `KUBECONFIG`, `~/.kube/config`, `~/.kube`, what the user added. Each path once. */
export async function findCandidates(inputs: SourceInputs): Promise<Candidates> {
  const all: Gathering = { files: [], seen: new Set(), skipped: [], watched: [] };
  if (inputs.discovery.type === 'files')
    for (const file of inputs.discovery.files) addFile(all, resolve(file), { named: true });
  if (inputs.discovery.type === 'default') {
    for (const path of kubeconfigPaths(inputs.env)) addFile(all, path, { merged: true, named: true, standard: true });
    const kube = join(inputs.home, '.kube');
    addFile(all, join(kube, 'config'), { standard: true });
    await addFolder(all, kube, false);
  }
  for (const path of inputs.added) await addAny(all, resolve(path));
  return all;
}

/** The files `KUBECONFIG` names, absolute, each once; empty parts are nothing (`clientcmd.NewDefaultClientConfigLoadingRules`). */
function kubeconfigPaths(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const parts = (env.KUBECONFIG ?? '').split(delimiter).filter((part) => part !== '');
  return [...new Set(parts.map((part) => resolve(part)))];
}

function addFile(all: Gathering, path: string, how: Partial<Omit<Candidate, 'path'>>): void {
  if (all.seen.has(path)) return;
  all.seen.add(path);
  all.watched.push(path);
  all.files.push({ path, merged: false, named: false, standard: false, ...how });
}

async function addAny(all: Gathering, path: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) await addFolder(all, path, true);
    else addFile(all, path, { named: true });
  } catch {
    // Not there (yet): as a named file it is listed as missing, and watched, so that a folder of that name is seen when it comes.
    addFile(all, path, { named: true });
  }
}

/** The files directly inside; folders inside are not entered. A missing folder is no error: it may come. */
async function addFolder(all: Gathering, folder: string, named: boolean): Promise<void> {
  all.watched.push(folder);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (named || errorCode(error) !== 'ENOENT')
      all.skipped.push({ file: folder, reason: `The folder ${folder} cannot be read (${errorCode(error)}).` });
    return [];
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() || all.seen.has(path)) continue;
    const leaving = leavingKind(entry.name);
    if (leaving !== null) all.skipped.push({ file: path, reason: `${path} is skipped: by its name it is ${leaving}.` });
    else if (entry.isFile() || (entry.isSymbolicLink() && !(await isFolder(path)))) addFile(all, path, {});
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
