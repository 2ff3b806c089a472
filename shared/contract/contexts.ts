import { appMethod } from './define.ts';

export interface ContextInfo {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Absolute path of the file that defines the context, links not resolved. */
  readonly file: string;
  readonly server: string | null;
  readonly user: string | null;
  readonly namespace: string | null;
  readonly status: 'ok' | 'invalid';
  /** One sentence naming file and entry when `status` is `invalid`. */
  readonly problem?: string;
  /** True for the current-context of its file or merged set. */
  readonly current: boolean;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: string;
}

export interface ContextList {
  readonly contexts: readonly ContextInfo[];
  readonly skipped: readonly SkippedFile[];
}

export const contextMethods = {
  /** Every context of every known file, grouped by file in discovery order. */
  'contexts.list': appMethod<ContextList>()({}),
  /** Starts the demo fleet and adds its contexts for this run only; answers when they can be opened. */
  'contexts.openDemo': appMethod<{ readonly clusterIds: readonly string[] }>()({}),
} as const;
