import { Auth } from '../api/auth.ts';
import { Catalog } from '../api/catalog.ts';
import type { Server } from '../api/exchange.ts';
import { Forms } from '../api/forms.ts';
import { Tables } from '../api/table.ts';
import { type Clock, manualClock, systemClock } from '../clock.ts';
import { Faults } from '../faults.ts';
import { kubeconfigOf } from '../kubeconfig.ts';
import { ADMIN, type DemoOptions, type DemoUser, type WorldOptions } from '../options.ts';
import { createPki, type KeyPair, type Pki, type ServerCertificate } from '../pki.ts';
import { random, uidOf } from '../random.ts';
import { RECORDED_AT, recorded } from '../recorded/recorded.ts';
import { Stats } from '../stats.ts';
import { type SavePoint, Store } from '../store/store.ts';
import { timestamp } from '../types.ts';
import { MALFORMED, type Malformed, makeMalformed } from '../world/malformed.ts';
import { World } from '../world/world.ts';
import { handler } from './handler.ts';
import { Listener } from './listener.ts';

export function worldOptions(options: DemoOptions): WorldOptions {
  const pods = options.pods ?? 120;
  return {
    seed: options.seed ?? 1,
    pods,
    nodes: options.nodes ?? Math.max(3, Math.ceil(pods / 100)),
    namespaces: options.namespaces ?? Math.max(3, Math.min(60, Math.ceil(pods / 80))),
    trouble: options.trouble ?? false,
    living: options.living ?? true,
    churn: options.churn ?? 0,
    widgets: options.widgets ?? 0,
    contents: options.contents ?? 'generated',
  };
}

/** One running server. `close` ends it and leaves nothing. */
export class DemoServer {
  readonly world: World;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly clock: Clock;
  readonly auth: Auth;
  readonly pki: Pki | null;
  readonly name: string;
  readonly #listener: Listener;
  readonly #certificates: ReadonlyMap<string, KeyPair>;
  readonly #tls: boolean;

  private constructor(
    parts: Pick<DemoServer, 'world' | 'faults' | 'stats' | 'clock' | 'auth' | 'pki' | 'name'>,
    listener: Listener,
    certificates: ReadonlyMap<string, KeyPair>,
  ) {
    this.world = parts.world;
    this.faults = parts.faults;
    this.stats = parts.stats;
    this.clock = parts.clock;
    this.auth = parts.auth;
    this.pki = parts.pki;
    this.name = parts.name;
    this.#listener = listener;
    this.#certificates = certificates;
    this.#tls = parts.pki !== null;
  }

  static async start(options: DemoOptions): Promise<DemoServer> {
    const name = options.name ?? 'demo';
    // A recording is one moment: its clock stands still.
    const clock = options.clock ?? (options.contents === 'recorded' ? manualClock(RECORDED_AT) : systemClock());
    const users = options.users ?? [ADMIN];
    const pki = options.tls === false ? null : (options.pki ?? (await createPki(`${name}-ca`)));
    const certificates = pki
      ? await clientCertificates(pki, users, options.clientCertificates)
      : new Map<string, KeyPair>();
    const version = options.version ?? 'v1.36.3';
    const settings = worldOptions(options);
    const store = new Store({ watchCacheSize: options.watchCacheSize ?? null, firstVersion: 1_000 });
    const world = new World(store, clock, settings, version, pki?.site ?? null);
    const catalog = new Catalog(store);
    const now = (): number => world.now();
    const stats = new Stats();
    const faults = new Faults(random(settings.seed ^ 0xfa17));
    const auth = new Auth(users, now);
    const frozen = settings.contents === 'recorded';
    const record = recorded(now, frozen);
    const tables = new Tables(catalog, record, now);
    const watchList = options.watchList ?? true;
    const protobuf = options.protobuf ?? true;
    const server: Server = {
      backend: world,
      store,
      catalog,
      tables,
      auth,
      faults,
      stats,
      clock,
      version,
      watchList,
      forms: new Forms(options.warm ?? false),
      instant: (what) => (frozen ? record.instant(what) : null),
      protobuf,
      now,
    };
    const fill = once(() => {
      if (settings.contents === 'generated') world.populate();
      if (settings.contents === 'empty') world.foundation();
      if (settings.contents !== 'empty') record.load(store, frozen ? 'all' : 'missing');
      store.forgetHistory();
      world.begin();
    });
    if (options.lazy !== true) fill();
    const listener = new Listener({
      host: '127.0.0.1',
      port: options.port ?? 0,
      tls: pki ? pki.server : null,
      clientCa: pki?.ca.cert ?? '',
      http2: options.http2 ?? true,
      gated: options.gated ?? false,
      stats,
      connected: fill,
      handle: handler(server, { latencyMs: options.latencyMs ?? 0, bandwidth: options.bandwidth ?? null }),
    });
    await listener.accept();
    return new DemoServer({ world, faults, stats, clock, auth, pki, name }, listener, certificates);
  }

  get port(): number {
    return this.#listener.port;
  }
  get url(): string {
    return `${this.#tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }
  get caPem(): string {
    return this.pki?.ca.cert ?? '';
  }
  get connections(): number {
    return this.#listener.connections;
  }

  /** A kubeconfig with one context, for this user (default: the first). Throws for a user the server does not know. */
  kubeconfig(userName?: string): string {
    const user = userName === undefined ? this.auth.users[0] : this.auth.users.find(({ name }) => name === userName);
    if (!user) throw new Error(`no such user: ${userName ?? '(none)'}`);
    const certificate = this.clientCertificate(user.name);
    const entry = {
      context: this.name,
      server: this.url,
      user,
      ...(this.pki ? { ca: this.caPem } : {}),
      ...(certificate ? { certificate } : {}),
    };
    return kubeconfigOf([entry], this.name);
  }

  clientCertificate(user: string): KeyPair | undefined {
    return this.#certificates.get(user);
  }

  /** Handshakes from now on show a certificate that is wrong in this way; open connections stay. */
  async setCertificate(variant: ServerCertificate): Promise<void> {
    if (this.pki) this.#listener.setCertificate(await this.pki.serverVariant(variant));
  }

  /** The server's clock goes wrong by so many ms: the Date header and every new timestamp. */
  setClockSkew(ms: number): void {
    this.world.skew = ms;
  }

  /** Connections are refused from now on, open ones are cut. */
  refuse(): Promise<void> {
    return this.#listener.refuse();
  }
  /** Back on the same port. */
  accept(): Promise<void> {
    return this.#listener.accept();
  }
  dropConnections(): void {
    this.#listener.dropConnections();
  }
  /** Open connections fall silent without closing; needs `gated: true`. */
  silence(): void {
    this.#listener.silenceConnections();
  }

  /** As a restarted API server: connections cut, the watch cache empty, the data the same. */
  async restart(): Promise<void> {
    await this.#listener.refuse();
    this.world.store.forgetHistory();
    await this.#listener.accept();
  }

  /** What the store holds now, to come back to: a backup. */
  savePoint(): SavePoint {
    return this.world.store.savePoint();
  }

  /** As a server whose backup was restored: the older data, an older resourceVersion, connections cut. */
  async restore(point: SavePoint): Promise<void> {
    await this.#listener.refuse();
    this.world.store.restore(point);
    this.world.recall();
    await this.#listener.accept();
  }

  /** Changes of random pods a second, 0 to 5,000. */
  setChurn(perSecond: number): void {
    this.world.life.setChurn(perSecond);
  }

  /** Puts malformed objects into the first namespace with pods; `all`: one of each. Returns `resource namespace/name` of each. */
  makeMalformed(kind: Malformed | 'all'): readonly string[] {
    const [pod] = this.world.store.collection('pods').scan(null, null);
    const namespace = pod?.namespace ?? 'default';
    return (kind === 'all' ? MALFORMED : [kind]).map((one) => makeMalformed(this.world, one, namespace));
  }

  /** Deletes an object and makes it again at once under the same name, with another uid. False when there is none. */
  recreate(resource: string, namespace: string, name: string): boolean {
    const { store } = this.world;
    const stored = store.collection(resource).get(namespace, name);
    if (!stored) return false;
    const object = stored.render();
    store.remove(resource, namespace, name);
    const uid = uidOf(store.rv, 0x4ec4ea7e);
    store.putObject(resource, {
      ...object,
      metadata: { ...object.metadata, uid, creationTimestamp: timestamp(this.world.now()) },
    });
    return true;
  }

  async close(): Promise<void> {
    this.world.end();
    await this.#listener.close();
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}

async function clientCertificates(
  pki: Pki,
  users: readonly DemoUser[],
  known: ReadonlyMap<string, KeyPair> = new Map(),
): Promise<Map<string, KeyPair>> {
  const made = new Map(known);
  for (const { name, groups = [], signIn } of users) {
    if (signIn.kind === 'certificate' && !made.has(name))
      made.set(name, await pki.client(name, groups, signIn.notAfter));
  }
  return made;
}
