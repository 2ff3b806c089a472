/**
 * A tiny process that outlives its parent by a moment: it is told the ids of the parent's children, and when the channel to the
 * parent breaks (however the parent died) it kills those that are left. Started by `processes.ts` only.
 */
const children = new Set<number>();

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null) return;
  if ('add' in message && typeof message.add === 'number') children.add(message.add);
  if ('remove' in message && typeof message.remove === 'number') children.delete(message.remove);
});

process.on('disconnect', () => {
  for (const pid of children) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Already gone: that is what was wanted.
    }
  }
  process.exit(0);
});

// A Ctrl+C at the terminal reaches the whole group; the guard leaves only after its parent has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
