import type { MatchPlace } from '../../../shared/contract/search.ts';
import { stableText } from '../../../shared/kinds/format.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import type { RowStore } from '../store/rows.ts';
import { ADDRESSED, statusColumn } from './haystack.ts';
import { hasCapitals, type KindIndex, type Source } from './kind-index.ts';

/** The rows of a kind that is held, as a place to look; `index` knows what rows do not keep (annotations, owners), once it was read. */
export class RowSource implements Source {
  readonly kind: string;
  readonly weight: number;
  readonly capitals: boolean;
  readonly #store: RowStore;
  readonly #index: KindIndex | null;
  /** Columns of text beside the name: addresses, which are in lower case, and the rest. */
  readonly #addresses: readonly number[];
  readonly #texts: readonly number[];
  /** Few different texts stand in most columns (`Running`): each is made lower case once. */
  readonly #lower = new Map<string, string>();
  readonly #status: number;

  constructor(kind: string, weight: number, store: RowStore, index: KindIndex | null) {
    this.kind = kind;
    this.weight = weight;
    this.#store = store;
    this.#index = index;
    this.capitals = hasCapitals(kind);
    const texts = store.columns.flatMap(({ format, title }, at) => (format === 'text' && title !== 'NAME' ? [at] : []));
    const isAddress = (at: number): boolean => ADDRESSED.test(store.columns[at]?.title ?? '');
    this.#addresses = texts.filter(isAddress);
    this.#texts = texts.filter((at) => !isAddress(at));
    this.#status = statusColumn(store.columns.map(({ title }) => title));
  }

  get limit(): number {
    return this.#store.limit;
  }
  exists(row: number): boolean {
    return this.#store.exists(row);
  }
  uid(row: number): string {
    return this.#store.uid(row);
  }
  namespace(row: number): string {
    return this.#store.namespace(row);
  }
  name(row: number): string {
    return this.#store.name(row);
  }
  labels(row: number): string {
    return this.#store.labels(row);
  }
  role(row: number): StateRole {
    return this.#store.role(row);
  }

  status(row: number): string {
    const column = this.#store.columns[this.#status];
    return column === undefined ? '' : stableText(this.#store.cell(row, this.#status), column.format);
  }

  has(row: number, word: string): boolean {
    if (this.#store.words(row).includes(word)) return true;
    for (const at of this.#addresses) {
      const cell = this.#store.cell(row, at);
      if (typeof cell === 'string' && cell.includes(word)) return true;
    }
    for (const at of this.#texts) {
      const cell = this.#store.cell(row, at);
      if (typeof cell === 'string' && this.#lowerOf(cell).includes(word)) return true;
    }
    if (this.#index === null) return false;
    const entry = this.#index.entryOf(this.#store.uid(row));
    return entry >= 0 && this.#index.has(entry, word);
  }

  find(row: number, word: string): { readonly place: MatchPlace; readonly text: string } | null {
    const line = this.#store
      .words(row)
      .split('\n')
      .find((one) => one.includes(word));
    if (line !== undefined) return { place: 'image', text: line };
    for (const at of [...this.#addresses, ...this.#texts]) {
      const cell = this.#store.cell(row, at);
      if (typeof cell === 'string' && cell.toLowerCase().includes(word))
        return { place: 'field', text: `${this.#store.columns[at]?.title.toLowerCase() ?? ''} ${cell.toLowerCase()}` };
    }
    const entry = this.#index?.entryOf(this.#store.uid(row)) ?? -1;
    return entry < 0 || this.#index === null ? null : this.#index.find(entry, word);
  }

  #lowerOf(text: string): string {
    const known = this.#lower.get(text);
    if (known !== undefined) return known;
    const made = text.toLowerCase();
    if (this.#lower.size < MOST_KEPT) this.#lower.set(text, made);
    return made;
  }
}

const MOST_KEPT = 512;
