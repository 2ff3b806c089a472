import { z } from 'zod';
import { clusterMethod } from './define.ts';

/** Whole objects are exported for up to so many; beyond, rows are what can be had. */
export const MOST_OBJECTS = 5_000;

export interface ExportedObjects {
  /** One object as itself, several as a `List` (JSON) or as documents (YAML); numbers as the server wrote them. */
  readonly text: string;
  readonly count: number;
  /** Asked for, but gone meanwhile. */
  readonly missing: number;
}

export const exportMethods = {
  /**
   * Whole objects of one kind, as the server has them now, without managedFields; values of Secrets are masked. Few are read one by one,
   * many from pages of the list. `invalid` when their text would be larger than 64 MiB; `forbidden` where they may not be read.
   */
  'export.objects': clusterMethod<ExportedObjects>()({
    kind: z.string().min(1),
    objects: z
      .array(z.object({ namespace: z.string(), name: z.string().min(1) }))
      .min(1)
      .max(MOST_OBJECTS),
    format: z.enum(['json', 'yaml']),
  }),
} as const;
