import { homedir } from 'node:os';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import { type ErrorInfo, PortolanError, type Reply } from '../../shared/errors.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { StartCarrier } from '../core/engine/carrier.ts';
import { entriesOf } from '../core/host/entries.ts';
import { stderrLog, systemClock } from '../core/host/node-ports.ts';
import { createHost } from '../core/host.ts';
import type { SettingsPort } from '../core/ports.ts';
import { settingsFolder } from '../core/settings/folder.ts';
import { MemorySettings } from '../core/settings/memory.ts';
import { SettingsStore } from '../core/settings/store.ts';
import type { Host, HostOptions } from '../core/types.ts';
import { version } from '../core/version.ts';
import type { CommonArgs } from './args.ts';

const windowId = 'cli';

export interface SessionOptions {
  readonly watch: boolean;
  /** `import.meta.url` of the shell. */
  readonly shell: string;
  readonly signal: AbortSignal;
  /** The first engine's thread, started ahead. */
  readonly ahead: { readonly start: StartCarrier } | null;
}

/**
 * The host as the command line uses it: no lock, nothing restored, nothing written, and the contract as its only door. Calls
 * throw their error as PortolanError; `reply` keeps it as data.
 */
export class Session {
  readonly host: Host;
  /** Aborted when the time is up or the program is told to end. */
  readonly signal: AbortSignal;

  private constructor(host: Host, signal: AbortSignal) {
    this.host = host;
    this.signal = signal;
  }

  static async open(common: CommonArgs, options: SessionOptions) {
    const entries = entriesOf(options.shell);
    const host = await createHost(
      {
        hostKind: 'cli',
        version,
        settings: await openSettings(common),
        log: stderrLog(process.env),
        openLink: () => Promise.reject(new PortolanError('unsupported', 'The command line opens no links.')),
        env: process.env,
        home: homedir(),
        clock: systemClock,
        random: Math.random,
      },
      {
        discovery: discoveryOf(common),
        restore: false,
        watch: options.watch,
        allowExec: common.allowExec,
        demoCommand: entries.demoCommand,
        engineEntry: entries.engine,
        ...(options.ahead === null ? {} : { startEngineThread: options.ahead.start }),
        enginesStay: true,
      },
    );
    return new Session(host, options.signal);
  }

  reply(method: string, input: unknown): Promise<Reply<unknown>> {
    return this.host.call(method, input, { windowId, signal: this.signal });
  }

  async call<M extends MethodName>(method: M, input: CallInput<M>): Promise<CallOutput<M>> {
    const reply = await this.reply(method, input);
    if (!reply.ok) throw toError(reply.error);
    // The handler of this very method made the value; its type is the contract's.
    return reply.value as CallOutput<M>;
  }

  onEvents(listener: (events: readonly PortolanEvent[]) => void): () => void {
    return this.host.onEvents(windowId, listener);
  }
}

export function toError(error: ErrorInfo): PortolanError {
  return new PortolanError(
    error.code,
    error.message,
    error.clusterId === undefined ? {} : { clusterId: error.clusterId },
  );
}

function discoveryOf(common: CommonArgs): HostOptions['discovery'] {
  if (common.demo) return { type: 'demo' };
  return common.kubeconfig.length > 0 ? { type: 'files', files: common.kubeconfig } : { type: 'default' };
}

/** What the application recorded (consent, added files, guards), read and never written. The demo knows none of it. */
async function openSettings(common: CommonArgs): Promise<SettingsPort> {
  if (common.demo && common.settings === null) return new MemorySettings(defaultSettings);
  return SettingsStore.openReadOnly(common.settings ?? settingsFolder(process.platform, process.env, homedir()));
}
