import type { ObjectText } from '../../shared/contract/objects.ts';
import type { Freshness, Row } from '../../shared/contract/views.ts';
import { Emitter } from '../../shared/disposable.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import type { KubeObject } from '../../shared/kinds/spec.ts';
import type { Api } from './api.ts';
import type { Timing } from './clock.ts';
import type { LiveView } from './live-view.ts';

/** One object of one cluster; `kind` is a KindInfo id, `namespace` is empty for cluster-scoped kinds. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface ObjectState {
  /** `gone`: it was deleted; what is shown is its last state. */
  readonly status: 'loading' | 'ready' | 'gone' | 'failed';
  readonly text: ObjectText | null;
  readonly object: KubeObject | null;
  readonly error: ErrorInfo | null;
  readonly freshness: Freshness;
  /** The row as a list shows it, for the state glyph; before the object itself is there. */
  readonly row: Row | null;
  /** The uid of another object that has this name now. */
  readonly replacedBy: string | null;
}

export interface ObjectParts {
  readonly api: Api;
  readonly timing: Timing;
}

/**
 * A row tells only changes that a list shows, and where listing is not allowed none at all: an open panel reads its one object
 * again this often.
 */
const POLL_MS = 10_000;

/**
 * One object, whole and live: its text is read fresh, and again whenever its row in a one-object view changes (at most one read
 * in flight; changes during it lead to one more). Bound to the uid it showed first: another object of the same name is said
 * to be another one.
 */
export class LiveObject {
  readonly #parts: ObjectParts;
  readonly #clusterId: string;
  readonly #ref: ObjectRef;
  readonly #view: LiveView;
  readonly #changed = new Emitter<void>();
  #state: ObjectState = {
    status: 'loading',
    text: null,
    object: null,
    error: null,
    freshness: { state: 'connecting' },
    row: null,
    replacedBy: null,
  };
  #uid: string | null;
  #seen: Row | null = null;
  #reading = false;
  #again = false;
  #closed = true;
  #end: () => void = () => {};
  #cancelPoll: () => void = () => {};

  /** `uid`: of the object that was clicked, when known. */
  constructor(parts: ObjectParts, clusterId: string, ref: ObjectRef, view: LiveView, uid: string | null) {
    this.#parts = parts;
    this.#clusterId = clusterId;
    this.#ref = ref;
    this.#view = view;
    this.#uid = uid;
  }

  get state(): ObjectState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#end = this.#view.subscribe(() => this.#viewChanged());
    void this.read();
    this.#viewChanged();
  }

  close(): void {
    this.#closed = true;
    this.#end();
    this.#cancelPoll();
  }

  /** Reads the object now. */
  async read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    do {
      this.#again = false;
      await this.#readOnce();
    } while (this.#again && !this.#closed);
    this.#reading = false;
    this.#poll();
  }

  async #readOnce(): Promise<void> {
    const reply = await this.#parts.api.ask('objects.get', { clusterId: this.#clusterId, ...this.#ref });
    if (this.#closed) return;
    if (!reply.ok) {
      if (reply.error.code === 'not-found') this.#set({ status: 'gone', error: reply.error });
      else this.#set({ status: this.#state.text === null ? 'failed' : this.#state.status, error: reply.error });
      return;
    }
    const text = reply.value;
    this.#uid ??= text.uid;
    if (text.uid !== this.#uid) {
      this.#set({ status: 'gone', error: null, replacedBy: text.uid });
      return;
    }
    if (text.json === this.#state.text?.json) {
      this.#set({ status: 'ready', error: null });
      return;
    }
    const object: unknown = JSON.parse(text.json);
    this.#set({ status: 'ready', text, object: isObject(object) ? object : null, error: null });
  }

  #viewChanged(): void {
    if (this.#closed) return;
    const { rows, freshness, status, loading } = this.#view.state;
    const row = rows.find((candidate) => candidate.name === this.#ref.name) ?? null;
    if (row !== null && (this.#uid === null || row.uid === this.#uid)) this.#rowChanged(row);
    else if (row !== null) {
      if (row.uid !== this.#state.replacedBy) void this.read();
    } else if (status === 'open' && freshness.state === 'live' && loading === null && this.#seen !== null) {
      this.#seen = null;
      void this.read();
    }
    if (freshness !== this.#state.freshness) this.#set({ freshness });
  }

  #rowChanged(row: Row): void {
    if (row === this.#seen) return;
    const first = this.#seen === null;
    this.#seen = row;
    this.#set({ row });
    // The first row tells nothing that the read which started with it does not bring.
    if (!first || this.#state.status === 'gone') void this.read();
  }

  #poll(): void {
    this.#cancelPoll();
    if (this.#closed || this.#state.status === 'gone') return;
    this.#cancelPoll = this.#parts.timing.setTimeout(() => void this.read(), POLL_MS);
  }

  #set(change: Partial<ObjectState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.emit();
  }
}

/** Objects come from a cluster and may hold anything, but one without metadata is not an object. */
export function isObject(value: unknown): value is KubeObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null
  );
}
