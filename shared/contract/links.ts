import { z } from 'zod';
import { appMethod } from './define.ts';

export const linkMethods = {
  /**
   * Somebody followed a deep link outside (the system's protocol, a second start, an argument). Kept until a window takes it;
   * `app:link` tells those that are there. `invalid` when it is no address of ours.
   */
  'links.open': appMethod<null>()({ link: z.string().min(1).max(16_384) }),
  /** The link that waits, once: one window follows it. */
  'links.take': appMethod<{ readonly link: string | null }>()({}),
} as const;
