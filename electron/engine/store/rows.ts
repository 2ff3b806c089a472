import type { Row } from '../../../shared/contract/views.ts';
import type { Cell, ColumnInfo, StateRole } from '../../../shared/kinds/spec.ts';
import { type CellColumn, columnFor, Shared, sameCell } from './cells.ts';
import { type ExtraCells, extraCells, type HeldExtra, type ObjectExtra } from './extras.ts';
import { UidIndex } from './uid-index.ts';

/** What is kept of one object. The projector reuses one instance; the store copies out of it. */
export interface RowData {
  uid: string;
  namespace: string;
  name: string;
  resourceVersion: string;
  /** In the order of the columns. */
  cells: readonly Cell[];
  role: StateRole;
  /** `key=value` lines, sorted as the server sent them; empty for none. */
  labels: string;
  /** More to search: images, addresses; one a line, in lower case. */
  words: string;
  /** `ReplicaSet/web-7d8`: the object that manages it; empty for none. */
  owner: string;
  /** Cells of the extra columns that are read from the object, in the order of `extras`. */
  readonly extra: Cell[];
  extras: readonly ObjectExtra[];
}

/** Order in which `state` sorts: what needs a person first. */
const ROLES: readonly StateRole[] = ['bad', 'warn', 'progress', 'unknown', 'ok', 'off'];
export const roleOfNumber = (number: number): StateRole => ROLES[number] ?? 'unknown';
const ROLE_NUMBER = new Map(ROLES.map((role, i) => [role, i]));

/**
 * The rows of one kind, in columns. A row is a small number, reused after removal; whoever keeps one across turns also keeps its
 * uid. Memory per pod is measured by `npm run bench` (budget 600 bytes).
 */
export class RowStore {
  readonly columns: readonly ColumnInfo[];
  readonly #cells: readonly CellColumn[];
  readonly #uids: string[] = [];
  readonly #namespaces: string[] = [];
  readonly #names: string[] = [];
  readonly #labels: string[] = [];
  readonly #words: string[] = [];
  readonly #haystacks: (string | undefined)[] = [];
  readonly #owners: string[] = [];
  readonly #extras = new Map<string, ExtraCells>();
  readonly #free: number[] = [];
  readonly #index = new UidIndex((row) => this.#uids[row] ?? '');
  readonly #share = {
    namespaces: new Shared(),
    labels: new Shared(),
    words: new Shared(),
    owners: new Shared(),
  };
  #roles = new Uint8Array(64);
  #versions = new Uint32Array(64);
  #stamps = new Float64Array(64);
  #clock = 0;
  #size = 0;

  constructor(columns: readonly ColumnInfo[]) {
    this.columns = columns;
    this.#cells = columns.map((column) => columnFor(column.format));
  }

  get size(): number {
    return this.#size;
  }
  /** Rows are below this number. */
  get limit(): number {
    return this.#uids.length;
  }
  /** Grows with every visible change of any row. */
  get clock(): number {
    return this.#clock;
  }

  find(uid: string): number {
    return this.#index.find(uid);
  }
  uid(row: number): string {
    return this.#uids[row] ?? '';
  }
  namespace(row: number): string {
    return this.#namespaces[row] ?? '';
  }
  name(row: number): string {
    return this.#names[row] ?? '';
  }
  labels(row: number): string {
    return this.#labels[row] ?? '';
  }
  words(row: number): string {
    return this.#words[row] ?? '';
  }
  owner(row: number): string {
    return this.#owners[row] ?? '';
  }
  /** An extra column's cells; undefined while nobody shows it. */
  extra(id: string): CellColumn | undefined {
    return this.#extras.get(id)?.cells;
  }
  /** Which extra columns are held from now on. New ones are empty until objects come in; others lose their cells. */
  holdExtras(extras: readonly HeldExtra[]): void {
    const wanted = new Set(extras.map((extra) => extra.id));
    for (const id of [...this.#extras.keys()]) if (!wanted.has(id)) this.#extras.delete(id);
    for (const extra of extras) if (!this.#extras.has(extra.id)) this.#extras.set(extra.id, extraCells(extra, this));
  }
  /** Writes one cell of an extra column outside of any object's change (a measurement). True when it is another now. */
  setExtra(row: number, id: string, cell: Cell): boolean {
    const changed = this.#extras.get(id)?.cells.set(row, cell) === true;
    if (changed) this.#versions[row] = ++this.#clock;
    return changed;
  }
  roleNumber(row: number): number {
    return this.#roles[row] ?? 0;
  }
  role(row: number): StateRole {
    return ROLES[this.roleNumber(row)] ?? 'unknown';
  }
  cell(row: number, column: number): Cell {
    return this.#cells[column]?.get(row) ?? null;
  }
  /** The store's clock at the row's last visible change. */
  version(row: number): number {
    return this.#versions[row] ?? 0;
  }
  /** When the row was last seen in a list or event, in the collection's own count: what a list did not mention is gone. */
  stamp(row: number): number {
    return this.#stamps[row] ?? 0;
  }
  touch(row: number, stamp: number): void {
    this.#stamps[row] = stamp;
  }

  exists(row: number): boolean {
    return (this.#versions[row] ?? 0) !== 0;
  }

  /** What a filter searches, made on demand by `make` and kept until the row changes. */
  haystack(row: number, make: (row: number) => string): string {
    const known = this.#haystacks[row];
    if (known !== undefined) return known;
    const made = make(row);
    this.#haystacks[row] = made;
    return made;
  }

  /** Adds an object whose uid is not in the store; answers its row. */
  add(data: RowData): number {
    const row = this.#free.pop() ?? this.#uids.length;
    if (row >= this.#roles.length) this.#grow();
    this.#uids[row] = data.uid;
    this.#names[row] = data.name;
    this.#namespaces[row] = this.#share.namespaces.text(data.namespace);
    this.#index.add(data.uid, row);
    this.#size++;
    this.#write(row, data);
    this.#versions[row] = ++this.#clock;
    return row;
  }

  /** True when something that a view can show, sort by or filter on has changed. */
  differs(row: number, data: RowData): boolean {
    if (this.#labels[row] !== data.labels || this.#words[row] !== data.words) return true;
    if (this.role(row) !== data.role || this.#owners[row] !== data.owner) return true;
    for (let i = 0; i < data.extras.length; i++) {
      const cells = this.#extras.get(data.extras[i]?.id ?? '')?.cells;
      if (cells !== undefined && !sameCell(cells.get(row), data.extra[i] ?? null)) return true;
    }
    for (let i = 0; i < this.#cells.length; i++) {
      const before = this.#cells[i]?.get(row) ?? null;
      const now = data.cells[i] ?? null;
      if (!sameCell(before, now)) return true;
    }
    return false;
  }

  /** Replaces what is shown of a row; uid, namespace and name never change. */
  update(row: number, data: RowData): void {
    this.#write(row, data);
    this.#versions[row] = ++this.#clock;
  }

  remove(row: number): void {
    this.#index.remove(this.uid(row));
    this.#uids[row] = '';
    this.#names[row] = '';
    this.#namespaces[row] = '';
    this.#labels[row] = '';
    this.#words[row] = '';
    this.#owners[row] = '';
    this.#haystacks[row] = undefined;
    for (const column of this.#cells) column.clear(row);
    for (const { cells } of this.#extras.values()) cells.clear(row);
    this.#versions[row] = 0;
    this.#free.push(row);
    this.#size--;
    this.#clock++;
  }

  cells(row: number): Cell[] {
    const cells: Cell[] = new Array(this.#cells.length);
    for (let i = 0; i < cells.length; i++) cells[i] = this.#cells[i]?.get(row) ?? null;
    return cells;
  }

  /** The row as it crosses to a window; `extra`: the cells after the kind's own. */
  row(row: number, index: number, extra: readonly (CellColumn | undefined)[] = []): Row {
    const cells = this.cells(row);
    for (const column of extra) cells.push(column?.get(row) ?? null);
    return {
      index,
      uid: this.uid(row),
      namespace: this.namespace(row),
      name: this.name(row),
      state: this.role(row),
      cells,
    };
  }

  #write(row: number, data: RowData): void {
    for (let i = 0; i < this.#cells.length; i++) this.#cells[i]?.set(row, data.cells[i] ?? null);
    this.#labels[row] = this.#share.labels.text(data.labels);
    this.#words[row] = this.#share.words.text(data.words);
    this.#owners[row] = this.#share.owners.text(data.owner);
    for (let i = 0; i < data.extras.length; i++)
      this.#extras.get(data.extras[i]?.id ?? '')?.cells.set(row, data.extra[i] ?? null);
    this.#haystacks[row] = undefined;
    this.#roles[row] = ROLE_NUMBER.get(data.role) ?? 3;
  }

  #grow(): void {
    const size = this.#roles.length * 2;
    const roles = new Uint8Array(size);
    roles.set(this.#roles);
    this.#roles = roles;
    const versions = new Uint32Array(size);
    versions.set(this.#versions);
    this.#versions = versions;
    const stamps = new Float64Array(size);
    stamps.set(this.#stamps);
    this.#stamps = stamps;
  }
}
