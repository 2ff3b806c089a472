import { z } from 'zod';
import type { Settings } from '../settings.ts';
import { appMethod } from './define.ts';

export interface AppInfo {
  readonly version: string;
  readonly host: 'desktop' | 'web' | 'cli';
  /** `darwin`, `linux`, `win32`: which modifier keys and paths to show. */
  readonly platform: string;
  readonly demo: boolean;
  readonly home: string;
  /** Problems found at start that the user should read once (settings set aside as corrupt …). */
  readonly notices: readonly string[];
}

export interface AppLogLine {
  /** Counts up from 1. */
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly clusterId?: string;
}

export const appMethods = {
  'app.info': appMethod<AppInfo>()({}),
  'settings.get': appMethod<Settings>()({}),
  /** Merges the given top-level keys; answers when they are on disk. `invalid` names the wrong field. */
  'settings.set': appMethod<Settings>()({ values: z.record(z.string(), z.unknown()) }),
  /**
   * The settings as a file to take elsewhere: what a person chose, and nothing of this machine alone (open tabs, consents to
   * programs, the web host's port) and no secret.
   */
  'settings.export': appMethod<{ readonly text: string }>()({}),
  /**
   * Reads such a file. `invalid` names the field that is wrong, and nothing is changed. Answers with what would change (`apply`
   * false) or has changed: settings by name, clusters by id. Clusters that are not in the file keep what they have.
   */
  'settings.import': appMethod<{ readonly changes: readonly string[]; readonly settings: Settings }>()({
    text: z.string().max(5_000_000),
    apply: z.boolean().default(false),
  }),
  /** Recent log lines of the application, newest last; never holds a secret. `after`: only those with a greater `seq`. */
  'app.logs': appMethod<{ readonly lines: readonly AppLogLine[] }>()({ after: z.number().int().min(0).default(0) }),
  /** What a person sends when something is wrong, as text: versions, states of clusters, settings and log; no secret, no cluster data. */
  'app.diagnostics': appMethod<{ readonly text: string }>()({}),
  /** Opens an https link in the system's browser. `invalid` for any other scheme. */
  'app.openLink': appMethod<null>()({ url: z.string() }),
} as const;
