import { dirname } from 'node:path';
import type { Entry, ParsedKubeconfig, Section } from './parse.ts';
import { textField } from './parse.ts';

/** A kubeconfig in use: its last good content. */
export interface KubeconfigFile {
  /** Absolute, links not resolved. */
  readonly path: string;
  readonly text: string;
  readonly config: ParsedKubeconfig;
}

/** An entry and the file that defines it: relative paths resolve against that file. */
export interface FoundEntry {
  readonly entry: Entry;
  readonly file: KubeconfigFile;
}

/** Files among which names resolve, in order of precedence: one file alone, or the merged set of `KUBECONFIG`. */
export type MergeScope = readonly KubeconfigFile[];

/** The first file that has the entry wins, as a whole entry (`tools/clientcmd/loader.go`). */
export function findEntry(scope: MergeScope, section: Section, name: string): FoundEntry | null {
  for (const file of scope) {
    const entry = file.config[section].get(name);
    if (entry !== undefined) return { entry, file };
  }
  return null;
}

export function folderOf(found: FoundEntry): string {
  return dirname(found.file.path);
}

/** One context with what it names. */
export interface ContextParts {
  readonly name: string;
  readonly file: KubeconfigFile;
  readonly context: Entry;
  readonly clusterName: string | null;
  readonly userName: string | null;
  readonly namespace: string | null;
  readonly cluster: FoundEntry | null;
  readonly user: FoundEntry | null;
  /** The file whose context of this name is used instead. */
  readonly shadowedBy: string | null;
  readonly current: boolean;
}

export function contextParts(file: KubeconfigFile, context: Entry, scope: MergeScope): ContextParts {
  const clusterName = textField(context.value, 'cluster') ?? null;
  const userName = textField(context.value, 'user') ?? null;
  const winner = findEntry(scope, 'contexts', context.name)?.file.path;
  const currentName = scope.find((one) => one.config.currentContext !== null)?.config.currentContext;
  const shadowedBy = winner === undefined || winner === file.path ? null : winner;
  return {
    name: context.name,
    file,
    context,
    clusterName,
    userName,
    namespace: textField(context.value, 'namespace') ?? null,
    cluster: clusterName === null ? null : findEntry(scope, 'clusters', clusterName),
    user: userName === null ? null : findEntry(scope, 'users', userName),
    shadowedBy,
    current: shadowedBy === null && currentName === context.name,
  };
}
