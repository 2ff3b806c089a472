import type { Freshness } from '../../../shared/contract/views.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import { openSession } from '../../transport/session.ts';
import type { HttpSession } from '../../transport/types.ts';
import { codecOf } from '../read/codec.ts';
import { Reflector } from '../reflect/reflector.ts';
import { defaultLimits, type ReflectorLimits } from '../reflect/types.ts';
import { SpecProjector } from '../store/project.ts';
import { Backoff, Waits } from '../time.ts';
import { Collection } from '../views/collection.ts';
import { WatchListMemory } from '../watchlist-support.ts';
import { ManualClock } from './manual-clock.ts';

/** One reflector of pods over a real socket, with a clock the test moves. */
export interface ReflectorRig {
  readonly clock: ManualClock;
  readonly session: HttpSession;
  readonly collection: Collection;
  readonly freshness: Freshness[];
  readonly waits: Waits;
  readonly asked: number[];
  /** Answers `unauthorized`: true when new credentials are there. */
  renew: (generation: number) => Promise<boolean>;
  names(): string[];
  /** Resolves when the freshness has this state (now or later). */
  until(state: Freshness['state']): Promise<Freshness>;
  close(): Promise<void>;
}

export function startReflector(
  url: string,
  options: {
    readonly limits?: Partial<ReflectorLimits>;
    readonly watchList?: boolean;
    readonly watchable?: boolean;
  } = {},
): ReflectorRig {
  const spec = kindById('pods');
  if (spec === undefined) throw new Error('pods are declared');
  const clock = new ManualClock();
  const session = openSession(
    { server: url, tls: { insecureSkipVerify: false }, disableCompression: false },
    { generation: 1, headers: {} },
    { userAgent: 'portolan-test/0' },
  );
  const collection = new Collection(new SpecProjector(spec), () => {});
  const source = collection.addSource('');
  const waits = new Waits(clock);
  const freshness: Freshness[] = [];
  const watchers: ((freshness: Freshness) => void)[] = [];
  const support = new WatchListMemory(clock);
  if (options.watchList !== true) support.refused(Number.POSITIVE_INFINITY);
  const rig: ReflectorRig = {
    clock,
    session,
    collection,
    freshness,
    waits,
    asked: [],
    renew: () => Promise.resolve(false),
    names: () => Array.from(collection.base.view(), (row) => collection.store.name(row)),
    until: (state) => {
      const last = freshness.at(-1);
      if (last?.state === state) return Promise.resolve(last);
      return new Promise((resolve) => {
        watchers.push((value) => {
          if (value.state === state) resolve(value);
        });
      });
    },
    close: async () => {
      await Promise.all([reflector.close(), session.close()]);
    },
  };
  const reflector = new Reflector({
    session: () => session,
    path: '/api/v1/pods',
    query: '',
    codec: codecOf(spec.proto),
    intake: collection.intake(source),
    onFreshness: (value) => {
      freshness.push(value);
      collection.setFreshness(source, value);
      for (const watcher of watchers) watcher(value);
    },
    auth: {
      generation: 1,
      renewed: (generation) => {
        rig.asked.push(generation);
        return rig.renew(generation);
      },
    },
    watchList: support,
    watchable: options.watchable ?? true,
    transport: () => {},
    onDate: () => {},
    onNotServed: () => {},
    waits,
    backoff: new Backoff(clock, () => 0.5),
    clock,
    random: () => 0.5,
    limits: { ...defaultLimits, ...options.limits },
  });
  reflector.start();
  return rig;
}
