import { Emitter } from '../../shared/disposable.ts';
import type { ViewStorage } from './storage.ts';

/** What somebody typed and has not saved, with what it was typed over. */
export interface Draft {
  /** The server's text when the edit began; a merge needs it. */
  readonly base: string;
  readonly resourceVersion: string;
  readonly uid: string;
  readonly text: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Characters of one draft, both texts, that are kept over a restart; a browser keeps some five million in all. */
const longestKept = 600_000;
const mostKept = 8;
/** Nobody comes back to it after this, ms. */
const oldest = 30 * 24 * 3_600_000;

const indexName = 'drafts';
const nameOf = (key: string): string => `draft ${key}`;

/**
 * The drafts of one cluster, by object. They outlive a switch of tabs and a lost connection in memory, and a restart in the window's storage:
 * all but those that are too large, and those of Secrets, which are never written anywhere.
 */
export class Drafts {
  readonly #storage: ViewStorage;
  readonly #clusterId: string;
  readonly #held = new Map<string, { readonly draft: Draft; readonly kept: boolean }>();
  readonly #changed = new Emitter<void>();

  constructor(storage: ViewStorage, clusterId: string, now: number) {
    this.#storage = storage;
    this.#clusterId = clusterId;
    for (const key of this.#index()) {
      const draft = storage.read<Draft | null>(nameOf(key), clusterId, null, checkDraft);
      if (draft !== null && now - draft.at < oldest) this.#held.set(key, { draft, kept: true });
      else storage.write(nameOf(key), clusterId, null);
    }
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  get(key: string): Draft | null {
    return this.#held.get(key)?.draft ?? null;
  }

  has(key: string): boolean {
    return this.#held.has(key);
  }

  /** False: it would not survive a restart. */
  isKept(key: string): boolean {
    return this.#held.get(key)?.kept ?? true;
  }

  /** `secret`: held in memory only. */
  set(key: string, draft: Draft, secret: boolean): void {
    const kept = !secret && draft.base.length + draft.text.length <= longestKept;
    this.#held.delete(key);
    this.#held.set(key, { draft, kept });
    this.#storage.write(nameOf(key), this.#clusterId, kept ? draft : null);
    // The oldest stay in memory; what is stored is bounded.
    const keys = [...this.#held].filter(([, held]) => held.kept).map(([one]) => one);
    for (const old of keys.slice(0, -mostKept)) this.#forget(old);
    this.#writeIndex();
    this.#changed.emit();
  }

  drop(key: string): void {
    if (!this.#held.delete(key)) return;
    this.#storage.write(nameOf(key), this.#clusterId, null);
    this.#writeIndex();
    this.#changed.emit();
  }

  #forget(key: string): void {
    const held = this.#held.get(key);
    if (held !== undefined) this.#held.set(key, { ...held, kept: false });
    this.#storage.write(nameOf(key), this.#clusterId, null);
  }

  #index(): readonly string[] {
    return this.#storage.read<readonly string[]>(indexName, this.#clusterId, [], (value) =>
      Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined,
    );
  }

  #writeIndex(): void {
    const keys = [...this.#held].filter(([, held]) => held.kept).map(([key]) => key);
    this.#storage.write(indexName, this.#clusterId, keys);
  }
}

function checkDraft(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { base, resourceVersion, uid, text, at } = value as Record<keyof Draft, unknown>;
  if (typeof base !== 'string' || typeof resourceVersion !== 'string' || typeof uid !== 'string') return undefined;
  if (typeof text !== 'string' || typeof at !== 'number') return undefined;
  return { base, resourceVersion, uid, text, at };
}

export const draftKey = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
