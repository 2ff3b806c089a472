import { useMemo } from 'react';
import { useApp } from './hooks.ts';

/** Absolute times in the zone that the settings name. */
export interface Times {
  /** With its date and the name of the zone. */
  full(at: number): string;
  /** `12:04:11`. */
  clock(at: number): string;
  /** `2026-11-29 12:04:11.123`, for logs. */
  exact(at: number): string;
  /** The zone's name, `Europe/Berlin`. */
  readonly zone: string;
}

export function timesIn(setting: string): Times {
  const timeZone = setting === 'local' ? undefined : setting === 'utc' ? 'UTC' : setting;
  const zoned = timeZone === undefined ? {} : { timeZone };
  const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long', ...zoned });
  const hours = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const clock = new Intl.DateTimeFormat('en-GB', { ...hours, ...zoned });
  const exact = new Intl.DateTimeFormat('sv-SE', {
    ...hours,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    fractionalSecondDigits: 3,
    ...zoned,
  });
  return {
    full: (at) => full.format(at),
    clock: (at) => clock.format(at),
    exact: (at) => exact.format(at).replace(',', '.'),
    zone: full.resolvedOptions().timeZone,
  };
}

export function useTimes(): Times {
  const zone = useApp(({ settings }) => settings.timeZone);
  return useMemo(() => timesIn(zone), [zone]);
}
