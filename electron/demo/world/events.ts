import { hashText, uidOf } from '../random.ts';
import { PlainStored, type Stored } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import { type KubeObject, timestamp } from '../types.ts';

/** What an event is about. */
export interface Involved {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly fieldPath?: string;
}

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
}

interface Known {
  readonly namespace: string;
  readonly name: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

const LIMIT = 4_000;
/** As `--event-ttl`. */
const TTL = 3_600_000;

/** Writes events as `client-go/tools/record` does: the same one again only raises its count. The oldest are forgotten. */
export class EventLog {
  readonly #store: Store;
  readonly #known = new Map<string, Known>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** `at` in epoch ms; `earlier` how often it happened before, since when (for filling a world). */
  emit(
    about: Involved,
    text: EventText,
    at: number,
    earlier?: { readonly count: number; readonly first: number },
  ): void {
    const key = `${about.uid}/${text.reason}/${text.message}`;
    const known = this.#known.get(key);
    const count = (known?.count ?? earlier?.count ?? 0) + 1;
    const first = known?.first ?? earlier?.first ?? at;
    const name =
      known?.name ?? `${about.name}.${(hashText(key, at) * 1_048_576 + (at % 1_048_576)).toString(16).slice(0, 16)}`;
    const namespace = about.namespace === '' ? 'default' : about.namespace;
    this.#known.delete(key);
    this.#known.set(key, { namespace, name, count, first, last: at });
    const object = eventObject({ namespace, name, count, first, last: at }, about, text);
    this.#store.put('events', (rv): Stored => new PlainStored(object, rv));
    this.#forget(at);
  }

  #forget(now: number): void {
    for (const [key, { namespace, name, last }] of this.#known) {
      if (this.#known.size <= LIMIT && now - last < TTL) return;
      this.#known.delete(key);
      this.#store.remove('events', namespace, name);
    }
  }
}

function eventObject(known: Known, about: Involved, text: EventText): KubeObject {
  const { namespace, name, count, first, last } = known;
  const source = { component: text.component, ...(text.host ? { host: text.host } : {}) };
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: {
      name,
      namespace,
      uid: uidOf(hashText(name), hashText(namespace)),
      resourceVersion: '',
      creationTimestamp: timestamp(first),
    },
    involvedObject: {
      kind: about.kind,
      ...(about.namespace === '' ? {} : { namespace: about.namespace }),
      name: about.name,
      uid: about.uid,
      apiVersion: about.apiVersion,
      ...(about.fieldPath ? { fieldPath: about.fieldPath } : {}),
    },
    reason: text.reason,
    message: text.message,
    source,
    firstTimestamp: timestamp(first),
    lastTimestamp: timestamp(last),
    count,
    type: text.type,
    eventTime: null,
    reportingComponent: text.component,
    reportingInstance: text.host ?? '',
  };
}
