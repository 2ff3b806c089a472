/** Time as the demo server sees it; injected, so that tests move it by hand. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Runs `action` once, `ms` from now; the result cancels it. */
  after(ms: number, action: () => void): () => void;
}

/** The machine's clock. Its timers do not keep a process alive: listening sockets do. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, action) {
      const timer = setTimeout(action, Math.max(0, Math.min(ms, 2_147_483_647)));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

export interface ManualClock extends Clock {
  /** Moves time forward, running what falls due in order of its time. */
  advance(ms: number): void;
  /** Timers waiting: a test of leaks reads it. */
  readonly pending: number;
}

interface Waiting {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

export function manualClock(start = Date.UTC(2026, 2, 4, 9, 30, 0)): ManualClock {
  let now = start;
  let order = 0;
  const waiting = new Set<Waiting>();
  const earliest = (until: number): Waiting | undefined => {
    let best: Waiting | undefined;
    for (const entry of waiting) {
      if (entry.at > until) continue;
      if (!best || entry.at < best.at || (entry.at === best.at && entry.order < best.order)) best = entry;
    }
    return best;
  };
  return {
    now: () => now,
    after(ms, action) {
      const entry = { at: now + Math.max(0, ms), order: order++, action };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    advance(ms) {
      const until = now + ms;
      for (let next = earliest(until); next; next = earliest(until)) {
        waiting.delete(next);
        now = Math.max(now, next.at);
        next.action();
      }
      now = until;
    },
    get pending() {
      return waiting.size;
    },
  };
}
