import type { Freshness } from './contract/views.ts';

/** The whole list was read and, as far as this kind can be followed, holds. */
export const isCurrent = (freshness: Freshness): boolean =>
  freshness.state === 'live' || (freshness.state === 'stale' && freshness.code === 'polled');
