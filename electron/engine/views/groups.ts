import type { Row, ViewFold, ViewGroup } from '../../../shared/contract/views.ts';
import { compareNatural } from '../../../shared/kube/natural.ts';
import type { CellColumn } from '../store/cells.ts';
import { labelOf } from '../store/extras.ts';
import { type RowStore, roleOfNumber } from '../store/rows.ts';
import { HEAD, type Lines } from './lines.ts';

interface Group {
  readonly id: number;
  readonly key: string;
  readonly title: string;
  /** Only for owners: two namespaces may have one of the same name. */
  readonly namespace: string;
  count: number;
  faulty: number;
  /** Number of the worst role: roles are numbered worst first. */
  worst: number;
  folded: boolean;
  /** What the head said last. */
  was: { count: number; faulty: number; worst: number; folded: boolean };
  version: number;
  /** Where its rows go next, while lines are laid out. */
  next: number;
}

const FAULTY = 2;
const NONE = 99;
const NO_FOLD: ViewFold = { all: false, except: [] };

/**
 * The lines of a grouped view: heads in natural order of their titles, each followed by its rows in the view's order unless it is folded.
 * Laid out anew by one pass over typed arrays (a millisecond for 150,000 rows): which group a row is in is remembered by its number.
 */
export class Groups implements Lines {
  readonly #store: RowStore;
  readonly #extra: readonly (CellColumn | undefined)[];
  readonly #keyOf: (row: number) => { readonly key: string; readonly title: string; readonly namespace: string };
  readonly #byKey = new Map<string, Group>();
  readonly #all: Group[] = [];
  /** Those with rows, in order of their titles. */
  #sorted: readonly Group[] = [];
  /** Per row of the store its group's id + 1; 0: not known. */
  #groupOf = new Int32Array(0);
  #lines = new Int32Array(0);

  constructor(store: RowStore, by: ViewGroup, extra: readonly (CellColumn | undefined)[]) {
    this.#store = store;
    this.#extra = extra;
    this.#keyOf = keyReader(store, by);
  }

  get length(): number {
    return this.#lines.length;
  }
  get limit(): number {
    return this.#store.limit;
  }
  get clock(): number {
    return this.#store.clock;
  }
  view(): Int32Array {
    return this.#lines;
  }
  uid(line: number): string {
    return line < HEAD ? this.#store.uid(line) : `group:${this.#all[line - HEAD]?.key ?? ''}`;
  }
  version(line: number): number {
    return line < HEAD ? this.#store.version(line) : (this.#all[line - HEAD]?.version ?? 0);
  }
  row(line: number, index: number): Row {
    const group = line < HEAD ? undefined : this.#all[line - HEAD];
    if (group === undefined) return this.#store.row(line, index, this.#extra);
    const { key, count, faulty, folded, title, namespace } = group;
    const state = roleOfNumber(group.worst);
    return {
      index,
      uid: this.uid(line),
      namespace,
      name: title,
      state,
      cells: [],
      group: { key, count, faulty, folded },
    };
  }

  /** The row changed or went: its group is asked again. */
  forget(row: number): void {
    if (row < this.#groupOf.length) this.#groupOf[row] = 0;
  }
  forgetAll(): void {
    this.#groupOf.fill(0);
  }

  /** Rows of one group, folded or not, in the order given. */
  rowsOf(key: string, order: Int32Array): Int32Array {
    const id = this.#byKey.get(key)?.id;
    return id === undefined ? new Int32Array(0) : order.filter((row) => this.#groupOf[row] === id + 1);
  }

  /** Lays the lines out for these rows. */
  build(order: Int32Array, fold: ViewFold = NO_FOLD): void {
    const except = new Set(fold.except);
    for (const group of this.#all) {
      group.count = 0;
      group.faulty = 0;
      group.worst = NONE;
    }
    this.#count(order);
    let others = this.#sorted.length === 0;
    for (const group of this.#all) {
      const { was } = group;
      group.folded = fold.all !== except.has(group.key);
      others ||= was.count > 0 !== group.count > 0;
      const same =
        was.count === group.count &&
        was.faulty === group.faulty &&
        was.worst === group.worst &&
        was.folded === group.folded;
      if (same) continue;
      was.count = group.count;
      was.faulty = group.faulty;
      was.worst = group.worst;
      was.folded = group.folded;
      group.version = this.#store.clock;
    }
    // Only when a group came, went or came back.
    if (others) this.#sort();
    this.#lay(order);
  }

  #count(order: Int32Array): void {
    if (this.#groupOf.length < this.#store.limit) {
      const bigger = new Int32Array(Math.max(this.#store.limit, this.#groupOf.length * 2));
      bigger.set(this.#groupOf);
      this.#groupOf = bigger;
    }
    for (let i = 0; i < order.length; i++) {
      const row = order[i] ?? 0;
      let number = this.#groupOf[row] ?? 0;
      if (number === 0) {
        number = this.#find(row).id + 1;
        this.#groupOf[row] = number;
      }
      const group = this.#all[number - 1];
      if (group === undefined) continue;
      const role = this.#store.roleNumber(row);
      group.count++;
      if (role < FAULTY) group.faulty++;
      if (role < group.worst) group.worst = role;
    }
  }

  #find(row: number): Group {
    const { key, title, namespace } = this.#keyOf(row);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const group: Group = {
      id: this.#all.length,
      key,
      title,
      namespace,
      count: 0,
      faulty: 0,
      worst: NONE,
      folded: false,
      was: { count: 0, faulty: 0, worst: NONE, folded: false },
      version: 0,
      next: 0,
    };
    this.#byKey.set(key, group);
    this.#all.push(group);
    return group;
  }

  #sort(): void {
    this.#sorted = this.#all
      .filter((group) => group.count > 0)
      .sort(
        (a, b) =>
          // What belongs to no group stands last.
          Number(a.key === '') - Number(b.key === '') ||
          compareNatural(a.title, b.title) ||
          compareNatural(a.namespace, b.namespace),
      );
  }

  #lay(order: Int32Array): void {
    let at = 0;
    for (const group of this.#sorted) {
      group.next = at + 1;
      at += 1 + (group.folded ? 0 : group.count);
    }
    const lines = new Int32Array(at);
    for (const group of this.#sorted) lines[group.next - 1] = HEAD + group.id;
    for (let i = 0; i < order.length; i++) {
      const row = order[i] ?? 0;
      const group = this.#all[(this.#groupOf[row] ?? 0) - 1];
      if (group !== undefined && !group.folded) lines[group.next++] = row;
    }
    this.#lines = lines;
  }
}

type Key = { readonly key: string; readonly title: string; readonly namespace: string };

function keyReader(store: RowStore, by: ViewGroup): (row: number) => Key {
  const plain = (value: string | undefined, none: string): Key =>
    value === undefined || value === '' || value === '<none>'
      ? { key: '', title: none, namespace: '' }
      : { key: value, title: value, namespace: '' };
  switch (by.by) {
    case 'owner':
      return (row) => {
        const owner = store.owner(row);
        if (owner === '') return plain('', 'No owner');
        const namespace = store.namespace(row);
        return { key: `${namespace}/${owner}`, title: owner, namespace };
      };
    case 'namespace':
      return (row) => plain(store.namespace(row), 'No namespace');
    case 'label':
      return (row) => plain(labelOf(store.labels(row), by.key), `Without ${by.key}`);
    case 'node': {
      const column = store.columns.findIndex(({ title }) => title === 'NODE');
      return (row) => {
        const cell = column < 0 ? '' : store.cell(row, column);
        return plain(typeof cell === 'string' ? cell : '', 'No node');
      };
    }
  }
}
