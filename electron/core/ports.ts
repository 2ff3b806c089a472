import type { Settings } from '../../shared/settings.ts';

/** What a host must provide to the core. Desktop, web host and command line each bring their own. */
export interface HostPorts {
  readonly hostKind: 'desktop' | 'web' | 'cli';
  readonly version: string;
  readonly settings: SettingsPort;
  readonly log: Log;
  /** Opens an https link in the system's browser; the scheme has been checked. */
  openLink(url: string): Promise<void>;
  /** Environment as a login shell has it (PATH of a desktop app is not), for exec plugins and KUBECONFIG. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One store, one writer. `set` resolves when the value is on disk; readers see it at once. */
export interface SettingsPort {
  get(): Settings;
  set(values: Partial<Settings>): Promise<Settings>;
  onChange(listener: (settings: Settings) => void): () => void;
  /** What was found wrong at start (set aside as `.corrupt-<time>` …), one sentence each. */
  readonly problems: readonly string[];
}

/** Lines never hold credentials: callers pass messages, not objects. */
export interface Log {
  debug(message: string, where?: { readonly clusterId?: string }): void;
  info(message: string, where?: { readonly clusterId?: string }): void;
  warn(message: string, where?: { readonly clusterId?: string }): void;
  error(message: string, where?: { readonly clusterId?: string }): void;
}

/** Time, injected: tests drive it. Timers are unref'd by no one; whoever sets one clears it. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): () => void;
  setInterval(run: () => void, ms: number): () => void;
}
