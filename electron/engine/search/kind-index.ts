import type { MatchPlace } from '../../../shared/contract/search.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import type { RowStore } from '../store/rows.ts';
import { findLine, type Haystack } from './haystack.ts';

/** Somewhere to look: the rows of a kind that is held, or what was read of one that is not. Entries are small numbers. */
export interface Source {
  readonly kind: string;
  readonly weight: number;
  /** Names may hold capitals (`hasCapitals`): they are compared in lower case. */
  readonly capitals: boolean;
  /** Entries are below this number. */
  readonly limit: number;
  exists(entry: number): boolean;
  uid(entry: number): string;
  namespace(entry: number): string;
  name(entry: number): string;
  labels(entry: number): string;
  role(entry: number): StateRole;
  status(entry: number): string;
  /** Does the word occur in what stands beside name, namespace and labels? */
  has(entry: number, word: string): boolean;
  find(entry: number, word: string): { readonly place: MatchPlace; readonly text: string } | null;
}

/** Names are in lower case by the server's own rule, but for those of roles and their bindings. */
export const hasCapitals = (kind: string): boolean => kind.endsWith('.rbac.authorization.k8s.io');

/** The objects of one kind that were read for searching: what a search needs of them, and nothing else. */
export class KindIndex implements Source {
  readonly kind: string;
  readonly weight: number;
  readonly capitals: boolean;
  readonly #entries: Haystack[] = [];
  readonly #byUid = new Map<string, number>();
  /** Rows that are held of the same kind (some of its namespaces): they win, being live. */
  #held: RowStore | null = null;

  constructor(kind: string, weight: number) {
    this.kind = kind;
    this.weight = weight;
    this.capitals = hasCapitals(kind);
  }

  get limit(): number {
    return this.#entries.length;
  }

  add(entry: Haystack): void {
    if (this.#byUid.has(entry.uid)) return;
    this.#byUid.set(entry.uid, this.#entries.length);
    this.#entries.push(entry);
  }

  /** -1 when it is not there. */
  entryOf(uid: string): number {
    return this.#byUid.get(uid) ?? -1;
  }

  hide(held: RowStore | null): void {
    this.#held = held;
  }

  exists(entry: number): boolean {
    if (entry >= this.#entries.length) return false;
    return this.#held === null || this.#held.find(this.uid(entry)) < 0;
  }
  uid(entry: number): string {
    return this.#entries[entry]?.uid ?? '';
  }
  namespace(entry: number): string {
    return this.#entries[entry]?.namespace ?? '';
  }
  name(entry: number): string {
    return this.#entries[entry]?.name ?? '';
  }
  labels(entry: number): string {
    return this.#entries[entry]?.labels ?? '';
  }
  role(entry: number): StateRole {
    return this.#entries[entry]?.role ?? 'unknown';
  }
  status(entry: number): string {
    return this.#entries[entry]?.status ?? '';
  }
  has(entry: number, word: string): boolean {
    return this.#entries[entry]?.words.includes(word) === true;
  }
  find(entry: number, word: string): { readonly place: MatchPlace; readonly text: string } | null {
    return findLine(this.#entries[entry]?.words ?? '', word);
  }
}
