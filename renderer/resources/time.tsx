import type { ReactNode } from 'react';
import { formatTimestamp, humanAge, humanDuration } from '../../shared/kube/age.ts';
import { useTimeText } from '../data/clock-hooks.ts';

/** An age that ticks, with the full time on hover. */
export function Age({ clusterId, at }: { readonly clusterId: string; readonly at: number }): ReactNode {
  const text = useTimeText(clusterId, (now) => humanAge(at, now));
  return (
    <time dateTime={formatTimestamp(at)} title={localTime(at)}>
      {text}
    </time>
  );
}

/** `19d ago`, or `in 5d` for what is yet to come. */
export function Relative({ clusterId, at }: { readonly clusterId: string; readonly at: number }): ReactNode {
  const text = useTimeText(clusterId, (now) =>
    at > now ? `in ${humanDuration(at - now)}` : `${humanAge(at, now)} ago`,
  );
  return (
    <time dateTime={formatTimestamp(at)} title={localTime(at)}>
      {text}
    </time>
  );
}

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** In the reader's own zone, with its name. */
export const localTime = (at: number): string => full.format(at);
/** `12:04:11`, in the reader's own zone. */
export const clockTime = (at: number): string => clock.format(at);
