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

export const appMethods = {
  'app.info': appMethod<AppInfo>()({}),
  'settings.get': appMethod<Settings>()({}),
  /** Merges the given top-level keys; answers when they are on disk. `invalid` names the wrong field. */
  'settings.set': appMethod<Settings>()({ values: z.record(z.string(), z.unknown()) }),
  /** Recent log lines of the application, newest last; never holds a secret. */
  'app.logs': appMethod<{
    readonly lines: readonly {
      readonly at: number;
      readonly level: string;
      readonly message: string;
      readonly clusterId?: string;
    }[];
  }>()({}),
  /** Opens an https link in the system's browser. `invalid` for any other scheme. */
  'app.openLink': appMethod<null>()({ url: z.string() }),
} as const;
