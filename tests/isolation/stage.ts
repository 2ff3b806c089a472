import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../../electron/core/host.ts';
import { MemorySettings } from '../../electron/core/settings/memory.ts';
import type { Host } from '../../electron/core/types.ts';
import type { DemoOptions, DemoUser } from '../../electron/demo/server.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { type SpeedyClock, speedyClock } from './clock.ts';
import { type RemoteServer, ServerThread } from './servers/remote.ts';
import { tokenOf, writePlugin } from './victim.ts';
import { type ShownView, Watcher } from './window.ts';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const loud = {
  debug: () => {},
  info: (message: string, where?: { readonly clusterId?: string }) => console.error('info', where?.clusterId, message),
  warn: (message: string, where?: { readonly clusterId?: string }) => console.error('warn', where?.clusterId, message),
  error: (message: string, where?: { readonly clusterId?: string }) =>
    console.error('error', where?.clusterId, message),
};

/** A cluster of the stage: its server, its kubeconfig, its id. */
export interface Place {
  readonly server: RemoteServer;
  readonly file: string;
  readonly clusterId: string;
}

export interface StageOptions {
  /** How much faster than life the host's and the engines' clocks run. */
  readonly speed: number;
  /** Clusters that must not feel anything. */
  readonly neighbours: number;
  /** The faulty ones, one after the other, by the name of their row. */
  readonly victims: ReadonlyMap<string, VictimOptions>;
}

export interface VictimOptions {
  readonly server?: DemoOptions;
  /** Signs in through a program that lies beside the kubeconfig (`Victim.plugin`). */
  /** Signs in with tokens that stand in the kubeconfig. */
  readonly tokens?: true;
  readonly plugin?: { readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always' };
}

/** A neighbour that is open, with its pods on screen. */
export interface Neighbour extends Place {
  readonly view: ShownView;
}

const podsEach = 60;

/** The real host with its clusters around it: nine that live, and one at a time that suffers. */
export class Stage {
  readonly folder: string;
  readonly host: Host;
  readonly clock: SpeedyClock;
  readonly watcher: Watcher;
  readonly speed: number;
  readonly victims: ReadonlyMap<string, Place>;
  neighbours: readonly Neighbour[] = [];
  readonly #threads: readonly ServerThread[];
  readonly #places: readonly Place[];

  private constructor(
    parts: Pick<Stage, 'folder' | 'host' | 'clock' | 'speed' | 'victims'>,
    threads: readonly ServerThread[],
    places: readonly Place[],
  ) {
    this.folder = parts.folder;
    this.host = parts.host;
    this.clock = parts.clock;
    this.speed = parts.speed;
    this.victims = parts.victims;
    this.watcher = new Watcher(parts.host, 'window');
    this.#threads = threads;
    this.#places = places;
  }

  static async open(options: StageOptions): Promise<Stage> {
    process.env.PORTOLAN_ISOLATION_SPEED = String(options.speed);
    const folder = await mkdtemp(join(tmpdir(), 'portolan-isolation-'));
    const [calm, faulty] = [new ServerThread(), new ServerThread()];
    const places: Place[] = [];
    for (let i = 1; i <= options.neighbours; i++)
      places.push(await place(folder, calm, `n${i}`, { server: { living: true, seed: i } }));
    const victims = new Map<string, Place>();
    for (const [row, victim] of options.victims)
      victims.set(row, await place(folder, faulty, `v${victims.size + 1}`, victim));
    const clock = speedyClock(options.speed);
    const host = await hostOf([...places, ...victims.values()], folder, clock);
    const stage = new Stage({ folder, host, clock, speed: options.speed, victims }, [calm, faulty], places);
    try {
      await stage.#openNeighbours();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** ms of the machine's clock for so many ms of the product's. */
  real(productMs: number): number {
    return productMs / this.speed;
  }

  /** Opens a cluster with its pods on screen, live and complete. */
  async show(place: Place): Promise<Neighbour> {
    await this.watcher.call('clusters.open', { clusterId: place.clusterId });
    const view = await this.watcher.openView(place.clusterId, 'pods');
    await this.watcher.until(
      `${place.clusterId} is ready and live`,
      () => this.watcher.state(place.clusterId) === 'ready' && view.freshness.state === 'live' && view.rows.size > 0,
      20_000,
    );
    return { ...place, view };
  }

  async close(): Promise<void> {
    this.watcher.close();
    await this.host.close();
    await Promise.all(this.#threads.map((thread) => thread.close()));
    await rm(this.folder, { recursive: true, force: true });
  }

  async #openNeighbours(): Promise<void> {
    const open: Neighbour[] = [];
    for (const one of this.#places) open.push(await this.show(one));
    this.neighbours = open;
  }
}

/** A host that knows these clusters, as at a start with those of `open` open. */
export function hostOf(
  places: readonly Place[],
  home: string,
  clock: SpeedyClock,
  open: readonly string[] = [],
): Promise<Host> {
  return createHost(
    {
      hostKind: 'web',
      version: '0.0.0-test',
      settings: new MemorySettings({ ...defaultSettings, openClusters: [...open], execConsents: [] }),
      log: process.env.PORTOLAN_ISOLATION_LOG === undefined ? quiet : loud,
      openLink: () => Promise.resolve(),
      env: { PATH: process.env.PATH },
      home,
      clock,
      random: Math.random,
    },
    {
      discovery: { type: 'files', files: places.map(({ file }) => file) },
      restore: true,
      allowExec: true,
      demoCommand: [],
      engineEntry: new URL('./engine.ts', import.meta.url),
    },
  );
}

async function place(folder: string, thread: ServerThread, name: string, victim: VictimOptions): Promise<Place> {
  const users = victim.plugin === undefined && !victim.tokens ? {} : { users: tokenUsers };
  const server = await thread.start({
    name,
    pods: podsEach,
    nodes: 3,
    namespaces: 3,
    living: false,
    ...users,
    ...victim.server,
  });
  const file = join(folder, `${name}.yaml`);
  const text = await server.do('kubeconfig');
  if (victim.plugin === undefined) await writeFile(file, text);
  else await writeFile(file, withPlugin(text, await writePlugin(folder, name), victim.plugin.interactiveMode));
  return { server, file, clusterId: `${name}.yaml:${name}` };
}

const tokenUsers: readonly DemoUser[] = ['admin', 'renewed'].map((name) => ({
  name,
  groups: ['system:masters'],
  signIn: { kind: 'token', token: tokenOf(name) },
}));

/** The token in the kubeconfig gives way to the program that prints it. */
function withPlugin(text: string, command: string, interactiveMode: string): string {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const exec = JSON.stringify({ apiVersion, command, args: [], interactiveMode, provideClusterInfo: false });
  return text.replace(`token: ${tokenOf('admin')}`, `exec: ${exec}`);
}
