import { z } from 'zod';

function isTimeZone(name: string): boolean {
  if (name === 'local' || name === 'utc') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Everything that outlives a run, declared once: schema, default and meaning. Both stores (desktop and web host) keep
 * exactly this; a file that does not match is set aside, never half-read.
 */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).default('system'),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  /** In which zone absolute times are shown: this machine's, UTC, or a named one (`Europe/Berlin`). */
  timeZone: z
    .string()
    .refine(isTimeZone, 'is no time zone: use local, utc or a name as Europe/Berlin')
    .default('local'),
  /** A cluster that is opened shows what it showed last time, or always where one starts. */
  openAt: z.enum(['last', 'start']).default('last'),
  /** Where one starts: `kind:<id>` or `page:<id>`. */
  startPlace: z
    .string()
    .regex(/^(?:kind|page):.+$/, 'is no place: use kind:pods or page:overview')
    .default('kind:pods'),
  /** Namespaces a cluster starts with: all, or the one its context names. */
  startNamespaces: z.enum(['all', 'context']).default('all'),
  /** Keys the user gave to shortcuts, by the shortcut's id; an empty list takes its keys away. */
  shortcuts: z.record(z.string(), z.array(z.string().min(1).max(40))).default({}),
  /** Open clusters in tab order; restored at start. */
  openClusters: z.array(z.string()).default([]),
  /** Opening a context whose name is open from another file: ask, or open both. */
  duplicateContexts: z.enum(['ask', 'both']).default('ask'),
  /** A hidden tab keeps the watches of its last view. */
  backgroundRefresh: z.boolean().default(true),
  /** Files and folders the user added to discovery; absolute paths. */
  kubeconfigSources: z.array(z.string()).default([]),
  /** File part of ids, by absolute path: once given, never changed. */
  clusterFileParts: z.record(z.string(), z.string()).default({}),
  /** Keys of exec plugins the user allowed to run (`ConsentRequest.key`). */
  execConsents: z.array(z.string()).default([]),
  /** Clusters whose name matches one of these patterns (`*` wildcard) are guarded. */
  guardPatterns: z.array(z.string()).default([]),
  guardMode: z.enum(['confirm', 'read-only']).default('confirm'),
  /** Per cluster, by clusterId: what the user gave it. */
  clusters: z
    .record(
      z.string(),
      z.object({
        displayName: z.string().optional(),
        color: z.number().int().min(0).max(7).optional(),
        /** An emoji or one or two letters. */
        icon: z.string().max(16).optional(),
        tags: z.array(z.string()).optional(),
        favourite: z.boolean().optional(),
        hidden: z.boolean().optional(),
        guard: z.enum(['none', 'confirm', 'read-only']).optional(),
        /** Namespaces typed by a user who may not list them. */
        namespaces: z.array(z.string()).optional(),
      }),
    )
    .default({}),
  /** Preferred port of the web host, kept because localStorage belongs to host and port. */
  webPort: z.number().int().min(1024).max(65535).nullable().default(null),
});

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
