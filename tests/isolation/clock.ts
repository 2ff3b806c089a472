import type { Clock } from '../../electron/core/ports.ts';

/** Timers beyond this overflow, ms. */
const longest = 2_000_000_000;

/** Time that runs `speed` times as fast, and may jump as it does over a sleep. */
export interface SpeedyClock extends Clock {
  jump(ms: number): void;
}

export function speedyClock(speed: number): SpeedyClock {
  const start = Date.now();
  let jumped = 0;
  return {
    now: () => start + (Date.now() - start) * speed + jumped,
    setTimeout: (run, ms) => {
      const timer = setTimeout(run, Math.min(ms / speed, longest));
      return () => clearTimeout(timer);
    },
    setInterval: (run, ms) => {
      const timer = setInterval(run, Math.min(ms / speed, longest));
      return () => clearInterval(timer);
    },
    jump: (ms) => {
      jumped += ms;
    },
  };
}
