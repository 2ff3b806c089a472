import type { KindInfo } from '../../shared/contract/catalog.ts';
import { printerColumnsOf, specFromCrd, specFromTable, type TableColumn } from '../../shared/kinds/custom.ts';
import type { KindSpec } from '../../shared/kinds/spec.ts';
import type { Send } from './discovery.ts';
import { specOf } from './kinds.ts';
import { codecOf } from './read/codec.ts';
import { tableCodec } from './read/table-codec.ts';
import type { Codec } from './reflect/types.ts';
import { type Projector, SpecProjector } from './store/project.ts';

/** How one kind is read and shown: bytes to objects, objects to rows. */
export interface Reading {
  readonly codec: Codec;
  readonly projector: Projector;
}

/** A custom kind's definition is looked up again after this long, ms. */
const DEFINITION_MS = 60_000;
const DEFINITION_TIMEOUT_MS = 5_000;

/** A declared kind is read by its spec, at once. */
export function declaredReading(kind: KindInfo): Reading | null {
  const spec = specOf(kind);
  return spec === null ? null : { codec: codecOf(spec.proto), projector: new SpecProjector(spec) };
}

/**
 * A kind nobody declared: by the printer columns of its definition where that may be read (then dates are dates), else as the server's
 * own Table. The columns are known with the first answer, and may change with any later one.
 */
export class FoundReading {
  readonly #kind: KindInfo;
  readonly #send: Send;
  readonly #use: (projector: Projector) => void;
  readonly #now: () => number;
  #codec: Codec;
  #shape = '';
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(kind: KindInfo, send: Send, use: (projector: Projector) => void, now: () => number) {
    this.#kind = kind;
    this.#send = send;
    this.#use = use;
    this.#now = now;
    this.#codec = this.#table();
  }

  /** The codec of the moment, behind one that stays the same. */
  readonly codec: Codec = delegate(() => this.#codec);

  /** Before each list. */
  async prepare(signal: AbortSignal): Promise<void> {
    if (!this.#kind.custom || this.#now() - this.#checkedAt < DEFINITION_MS) return;
    this.#checkedAt = this.#now();
    const version = await this.#definition(signal);
    if (version === null) {
      this.#codec = this.#table();
      return;
    }
    const columns = printerColumnsOf(version);
    this.#show(JSON.stringify(columns), () => specFromCrd(this.#kind, columns));
    this.#codec = codecOf(undefined);
  }

  #table(): Codec {
    return tableCodec((columns: readonly TableColumn[]) =>
      this.#show(JSON.stringify(columns), () => specFromTable(this.#kind, columns)),
    );
  }

  #show(shape: string, spec: () => KindSpec): void {
    if (shape === this.#shape) return;
    this.#shape = shape;
    this.#use(new SpecProjector(spec()));
  }

  /** `spec.versions[]` of the kind's version; null where it may not be read or is no CRD. */
  async #definition(signal: AbortSignal): Promise<unknown> {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${this.#kind.plural}.${this.#kind.group}`;
    const request = { method: 'GET', path, headers: { accept: 'application/json' }, timeoutMs: DEFINITION_TIMEOUT_MS };
    try {
      const { status, text } = await this.#send(request, signal);
      if (status !== 200) return null;
      const { spec } = JSON.parse(text) as { spec?: { versions?: readonly { name?: unknown }[] } };
      return spec?.versions?.find((version) => version.name === this.#kind.version) ?? null;
    } catch (error) {
      if (signal.aborted) throw error;
      return null;
    }
  }
}

function delegate(current: () => Codec): Codec {
  return {
    get listAccept() {
      return current().listAccept;
    },
    get watchAccept() {
      return current().watchAccept;
    },
    get query() {
      return current().query;
    },
    get prefersWatchList() {
      return current().prefersWatchList;
    },
    streams: (type) => current().streams(type),
    sniff: (type, bytes, length) => current().sniff(type, bytes, length),
    readPage: (type, bytes, length, onItem) => current().readPage(type, bytes, length, onItem),
    watch: (type) => current().watch(type),
    plainer: () => current().plainer(),
  };
}
