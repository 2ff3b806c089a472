import type { ReactNode } from 'react';
import { formatTimestamp, humanAge, humanDuration } from '../../shared/kube/age.ts';
import { useTimeText } from '../data/clock-hooks.ts';
import { useTimes } from '../data/times.ts';

/** An age that ticks, with the full time on hover. */
export function Age({ clusterId, at }: { readonly clusterId: string; readonly at: number }): ReactNode {
  const { full } = useTimes();
  const text = useTimeText(clusterId, (now) => humanAge(at, now));
  return (
    <time dateTime={formatTimestamp(at)} title={full(at)}>
      {text}
    </time>
  );
}

/** `19d ago`, or `in 5d` for what is yet to come. */
export function Relative({ clusterId, at }: { readonly clusterId: string; readonly at: number }): ReactNode {
  const { full } = useTimes();
  const text = useTimeText(clusterId, (now) =>
    at > now ? `in ${humanDuration(at - now)}` : `${humanAge(at, now)} ago`,
  );
  return (
    <time dateTime={formatTimestamp(at)} title={full(at)}>
      {text}
    </time>
  );
}

/** With its date and zone. */
export function FullTime({ at }: { readonly at: number }): ReactNode {
  return <time dateTime={formatTimestamp(at)}>{useTimes().full(at)}</time>;
}
