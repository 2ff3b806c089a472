import type {
  DemoServer,
  FaultEffect,
  FaultScope,
  RequestFilter,
  ServerCertificate,
} from '../../../electron/demo/server.ts';
import { SpecProjector } from '../../../electron/engine/store/project.ts';
import { pods } from '../../../shared/kinds/pod.ts';

/** One change made on purpose: the pod's restarts count up to `restarts` at epoch ms `at` (with fractions). */
export interface Mark {
  readonly uid: string;
  readonly restarts: number;
  readonly at: number;
}

/** Everything a window can show of one pod, as text: equal texts are equal rows. */
export type RowPrint = readonly [uid: string, cells: string];

/** A demo server with what the tests keep beside it. */
export interface Stand {
  readonly server: DemoServer;
  marks: Mark[];
  saved: ReturnType<DemoServer['savePoint']> | null;
  stopPulse: () => void;
}

const epoch = (): number => performance.timeOrigin + performance.now();

/**
 * What the tests do to a server, by name, since the servers live in threads of their own: a flood on one must not slow down the
 * loop that measures. Arguments and answers are plain data.
 */
export const ops = {
  url: ({ server }: Stand): string => server.url,
  kubeconfig: ({ server }: Stand, user?: string): string => server.kubeconfig(user),
  connections: ({ server }: Stand): number => server.connections,
  connectionsEver: ({ server }: Stand): number => server.stats.snapshot().connections.total,
  count: ({ server }: Stand, filter: RequestFilter): number => server.stats.count(filter),
  /** Watches that are open now. */
  watches: ({ server }: Stand): number =>
    Object.values(server.stats.snapshot().watches).reduce((sum, open) => sum + open, 0),
  /** Epoch ms of the first request that is remembered. */
  firstAt: ({ server }: Stand): number | null => server.stats.records()[0]?.at ?? null,
  requests: ({ server }: Stand): string[] =>
    server.stats.records().map(({ method, path, query, status }) => `${method} ${path}?${query} ${status}`),
  resetStats: ({ server }: Stand): void => server.stats.reset(),
  /** The pods as a window should show them. */
  prints: ({ server }: Stand): RowPrint[] => printsOf(server),
  size: ({ server }: Stand, resource: string): number => server.world.store.collection(resource).size,
  fault: ({ server }: Stand, effect: FaultEffect, scope?: FaultScope): number => server.faults.add(effect, scope).id,
  clearFaults: ({ server }: Stand): void => server.faults.clear(),
  revoke: ({ server }: Stand, user: string): void => server.auth.revoke(user),
  allow: ({ server }: Stand, user: string): void => server.auth.allow(user),
  certificate: ({ server }: Stand, variant: ServerCertificate): Promise<void> => server.setCertificate(variant),
  skew: ({ server }: Stand, ms: number): void => server.setClockSkew(ms),
  refuse: ({ server }: Stand): Promise<void> => server.refuse(),
  accept: ({ server }: Stand): Promise<void> => server.accept(),
  drop: ({ server }: Stand): void => server.dropConnections(),
  restart: ({ server }: Stand): Promise<void> => server.restart(),
  silence: ({ server }: Stand): void => server.silence(),
  churn: ({ server }: Stand, perSecond: number): void => server.setChurn(perSecond),
  /** Changes random pods so many times a second and remembers each change as a mark; 0 ends it. */
  pulse: (stand: Stand, perSecond: number): void => {
    stand.stopPulse();
    if (perSecond === 0) return;
    const timer = setInterval(() => beat(stand), 1000 / perSecond);
    stand.stopPulse = () => clearInterval(timer);
  },
  takeMarks: (stand: Stand): Mark[] => stand.marks.splice(0),
  /** A backup, now. */
  save: (stand: Stand): void => {
    stand.saved = stand.server.savePoint();
  },
  /** That backup restored: older data under older versions, connections cut. */
  restore: async ({ server, saved }: Stand): Promise<void> => {
    if (saved === null) throw new Error('Nothing was saved.');
    await server.restore(saved);
  },
  /** Adds copies of pods; answers their uids. */
  addPods: ({ server }: Stand, count: number): string[] => {
    const { store } = server.world;
    return [...store.collection('pods').scan(null, null)].slice(0, count).map((one, i) => {
      const object = one.render();
      const uid = `added-${store.rv}-${i}`;
      store.putObject('pods', { ...object, metadata: { ...object.metadata, uid, name: `${one.name}-copy` } });
      return uid;
    });
  },
  /** Deletes a pod and makes another of the same name; answers both uids. */
  recreate: ({ server }: Stand): readonly [string, string] => {
    const { store } = server.world;
    const [victim] = store.collection('pods').scan(null, null);
    if (victim === undefined) throw new Error('There is no pod.');
    const object = victim.render();
    const uid = `${object.metadata.uid.slice(0, -6)}abcdef`;
    store.remove('pods', victim.namespace, victim.name);
    store.putObject('pods', { ...object, metadata: { ...object.metadata, uid } });
    return [object.metadata.uid, uid];
  },
  /** Puts objects as they are, valid or not. */
  put: ({ server }: Stand, resource: string, objects: readonly object[]): void => {
    for (const object of objects)
      server.world.store.putObject(resource, object as Parameters<typeof server.world.store.putObject>[1]);
  },
  remove: ({ server }: Stand, resource: string, namespace: string, name: string): void => {
    server.world.store.remove(resource, namespace, name);
  },
  /** Fills a kind with so many copies of an object. */
  fill: ({ server }: Stand, resource: string, count: number, text: string): void => {
    for (let i = 0; i < count; i++) server.world.store.load(resource, JSON.parse(text.replaceAll('{i}', String(i))));
  },
} as const;

export type Ops = typeof ops;
export type OpName = keyof Ops;
export type OpArguments<K extends OpName> = Parameters<Ops[K]> extends [Stand, ...infer Rest] ? Rest : never;
export type OpResult<K extends OpName> = Awaited<ReturnType<Ops[K]>>;

function printsOf(server: DemoServer): RowPrint[] {
  const projector = new SpecProjector(pods);
  return [...server.world.store.collection('pods').scan(null, null)].map((stored) => {
    const row = projector.project(stored.render());
    return [row.uid, JSON.stringify(row.cells)];
  });
}

function beat(stand: Stand): void {
  const { world } = stand.server;
  for (let tries = 0; tries < 20; tries++) {
    const pod = world.randomPod();
    if (pod === null || pod.deletion > 0 || pod.phase !== 'running') continue;
    const restarts = pod.restarts + 1;
    const at = epoch();
    if (world.controllers.change(pod, { restarts, finished: world.now() - 3_000 }) === null) continue;
    stand.marks.push({ uid: pod.uid, restarts, at });
    return;
  }
}
