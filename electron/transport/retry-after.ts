import type { HttpResponse } from './types.ts';

/** Less than this is no time given: whoever comes back at once, for ever, is a storm, ms. */
const shortestMs = 1_000;
/** No server means more than this, and no timer should be trusted with it, ms. */
const longestMs = 3_600_000;

/** A wait as a server told it, within reason; null where it told none (zero, a date that is past) and the back-off decides. */
export function toldWaitMs(ms: number): number | null {
  return ms >= shortestMs ? Math.min(ms, longestMs) : null;
}

/** `Retry-After` in ms: seconds, or an HTTP date, which counts by the server's own clock (its `Date`). Null where there is none. */
export function retryAfterMs(headers: HttpResponse['headers'], now: number): number | null {
  const text = first(headers['retry-after'])?.trim() ?? '';
  if (text === '') return null;
  const seconds = Number(text);
  if (!Number.isNaN(seconds)) return toldWaitMs(seconds * 1000);
  const here = Date.parse(first(headers.date) ?? '');
  return toldWaitMs(Date.parse(text) - (Number.isNaN(here) ? now : here));
}

const first = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
