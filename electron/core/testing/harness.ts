import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterState, ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { PortolanEvent, Topic } from '../../../shared/contract/events.ts';
import type { CallInput, CallOutput, MethodName } from '../../../shared/contract/index.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { createHost } from '../host.ts';
import type { Clock, Log } from '../ports.ts';
import { MemorySettings } from '../settings/memory.ts';
import type { Host, HostOptions } from '../types.ts';

/** For tests of the host over real sockets: a host with everything real but its clock, its settings and its log. */

export const quietLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Time that runs `factor` times as fast: retries of 15 s come soon, and nothing is skipped as a manual clock would. */
export function fastClock(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    setTimeout: (run, ms) => {
      const timer = setTimeout(run, ms / factor);
      return () => clearTimeout(timer);
    },
    setInterval: (run, ms) => {
      const timer = setInterval(run, ms / factor);
      return () => clearInterval(timer);
    },
  };
}

export interface TestHostOptions {
  readonly files: readonly string[];
  readonly settings?: Partial<Settings>;
  readonly options?: Partial<HostOptions>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export class CallFailed extends Error {
  readonly info: ErrorInfo;
  constructor(method: string, info: ErrorInfo) {
    super(`${method}: ${info.code}: ${info.message}`);
    this.info = info;
  }
}

/** A host and one window of it, with everything the window heard. */
export class TestHost {
  readonly host: Host;
  readonly settings: MemorySettings;
  readonly heard: PortolanEvent[] = [];
  readonly windowId: string;
  readonly #looks = new Set<() => void>();
  #acknowledge = true;

  constructor(host: Host, settings: MemorySettings, windowId = 'window-1') {
    this.host = host;
    this.settings = settings;
    this.windowId = windowId;
    host.onEvents(windowId, (events) => {
      for (const event of events) {
        this.heard.push(event);
        if (this.#acknowledge) this.#ack(event);
      }
      for (const look of [...this.#looks]) look();
    });
  }

  static async open(given: TestHostOptions): Promise<TestHost> {
    const settings = new MemorySettings({ ...defaultSettings, ...given.settings });
    const host = await createHost(
      {
        hostKind: 'web',
        version: '0.0.0-test',
        settings,
        log: given.log ?? quietLog,
        openLink: () => Promise.resolve(),
        env: given.env ?? { PATH: process.env.PATH },
        home: tmpdir(),
        clock: given.clock ?? fastClock(5),
        random: Math.random,
      },
      {
        discovery: { type: 'files', files: given.files },
        restore: false,
        allowExec: false,
        demoCommand: [],
        terminalCommand: [process.execPath, fileURLToPath(new URL('../auth/terminal/runner-main.ts', import.meta.url))],
        engineEntry: new URL('../../engine/main.ts', import.meta.url),
        ...given.options,
      },
    );
    return new TestHost(host, settings);
  }

  async call<M extends MethodName>(method: M, input: CallInput<M>): Promise<CallOutput<M>> {
    const reply = await this.host.call(method, input, { windowId: this.windowId });
    if (!reply.ok) throw new CallFailed(method, reply.error);
    return reply.value as CallOutput<M>;
  }

  /** The error a call is refused with; throws when it is not. */
  async refusal<M extends MethodName>(method: M, input: CallInput<M>): Promise<ErrorInfo> {
    const reply = await this.host.call(method, input, { windowId: this.windowId });
    if (reply.ok) throw new Error(`${method} was not refused`);
    return reply.error;
  }

  /** Resolves when the predicate holds; it is looked at after every batch of events. */
  until<T>(what: string, predicate: () => T | undefined | false, ms = 40_000): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const found = predicate();
        if (found === undefined || found === false) return;
        done();
        resolve(found);
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`Not seen in ${ms} ms: ${what}. Heard: ${this.heard.slice(-12).map(brief).join(' | ')}`));
      }, ms);
      const done = (): void => {
        clearTimeout(late);
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }

  events(topic: Topic, clusterId?: string): readonly PortolanEvent[] {
    return this.heard.filter(
      (event) => event.topic === topic && (clusterId === undefined || event.clusterId === clusterId),
    );
  }

  /** The last state that this window heard of. */
  state(clusterId: string): ClusterStatus | undefined {
    const last = this.heard.findLast((event) => event.topic === 'cluster:state' && event.clusterId === clusterId);
    return last?.topic === 'cluster:state' ? last.payload : undefined;
  }

  untilState(clusterId: string, ...states: readonly ClusterState[]): Promise<ClusterStatus> {
    return this.until(`${clusterId} is ${states.join(' or ')}`, () => {
      const status = this.state(clusterId);
      return status !== undefined && states.includes(status.state) ? status : undefined;
    });
  }

  /** Events from here on. */
  forget(): void {
    this.heard.length = 0;
  }

  acknowledging(on: boolean): void {
    this.#acknowledge = on;
  }

  close(): Promise<void> {
    return this.host.close();
  }

  #ack(event: PortolanEvent): void {
    if (event.topic !== 'view:rows' && event.topic !== 'view:patch') return;
    const { viewId, seq } = event.payload;
    void this.host.call('views.ack', { clusterId: event.clusterId, viewId, seq }, { windowId: this.windowId });
  }
}

function brief(event: PortolanEvent): string {
  const more =
    event.topic === 'cluster:state'
      ? `${event.payload.state} ${event.payload.reason ?? ''}`
      : event.topic === 'view:freshness'
        ? event.payload.freshness.state
        : '';
  return `${event.clusterId ?? ''} ${event.topic} ${more}`;
}

/** A folder for kubeconfigs that is gone after `use`. */
export async function tempFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'portolan-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function writeKubeconfig(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}
