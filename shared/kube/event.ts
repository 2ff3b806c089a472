import { parseTime } from './age.ts';
import { has, int, type Rec, rec, str } from './read.ts';

/** Times and counts of an event. Source: printers.go printEvent. All times epoch ms; null prints `<unknown>`. */

export const eventFirstSeen = (event: Rec): number | null =>
  parseTime(event.firstTimestamp) ?? parseTime(event.eventTime);

/** A series replaces whatever else is known about the last time. */
export function eventLastSeen(event: Rec): number | null {
  if (has(event.series)) return parseTime(rec(event.series).lastObservedTime);
  return parseTime(event.lastTimestamp) ?? eventFirstSeen(event);
}

/** Events of the new API carry no count: they happened once. */
export function eventCount(event: Rec): number {
  if (has(event.series)) return int(rec(event.series).count);
  return int(event.count) || 1;
}

/** OBJECT: `pod/web-0`, or the kind alone. */
export function eventObject(event: Rec): string {
  const involved = rec(event.involvedObject);
  const kind = str(involved.kind).toLowerCase();
  const name = str(involved.name);
  return name === '' ? kind : `${kind}/${name}`;
}

/** SOURCE: component and instance; the reporting controller stands in for a missing source. */
export function eventSource(event: Rec): string {
  const source = rec(event.source);
  const component = str(source.component) || str(event.reportingComponent);
  const instance = str(source.host) || str(event.reportingInstance);
  return instance === '' ? component : `${component}, ${instance}`;
}

/** Go's strings.TrimSpace; JavaScript's trim also takes the byte order mark, which Go keeps, and not U+0085. */
export const trimSpace = (text: string): string => text.replace(LEADING, '').replace(TRAILING, '');

const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
