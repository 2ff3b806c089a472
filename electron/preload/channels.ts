/** Names of the raw IPC channels: used by the preload and by `main/ipc.ts`, nowhere else. */
export const channels = {
  call: 'portolan:call',
  /** Window → main: this page listens now (again, after a reload). */
  listen: 'portolan:listen',
  /** Main → window: a batch of events. */
  events: 'portolan:events',
  /** Window → main: a byte stream opens; its port comes along. */
  stream: 'portolan:stream',
} as const;
