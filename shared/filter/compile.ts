import { cellLines, type ShownColumn, shownByDefault } from '../kinds/columns.ts';
import { numericValue, stableText } from '../kinds/format.ts';
import type { Cell, CellFormat, ColumnInfo, StateRole } from '../kinds/spec.ts';
import { compareNatural } from '../kube/natural.ts';
import { parseQuantity, quantityToNumber } from '../kube/quantity.ts';
import { matchesSelector } from '../kube/selectors.ts';
import { parseDuration } from './duration.ts';
import { parseFilter } from './parse.ts';
import { compilePattern, requiredLiteral } from './regex.ts';
import type { ColumnTest, Comparison, FilterProblem, ParsedFilter, Term } from './terms.ts';

/** What a filter looks at. `haystackLower` is `haystackOf` of `shared/kinds/columns.ts` for the columns that are visible. */
export interface FilterRow {
  readonly namespace: string;
  readonly name: string;
  /** In the order of the columns given to `compileFilter`. */
  readonly cells: readonly Cell[];
  /** One of them, where making all is dear. */
  readonly cell?: (column: number) => Cell;
  readonly haystackLower: string;
  readonly state?: StateRole;
  /** `ReplicaSet/web-7d8`; empty for none. */
  readonly owner?: string;
  readonly labels?: (key: string) => string | undefined;
}

/** `now`: epoch ms of the server's clock. */
type RowTest = (row: FilterRow, now: number) => boolean;

export type CompiledFilter =
  | {
      readonly problem: null;
      readonly matches: RowTest;
      /** Every row matches. */
      readonly everything: boolean;
      /** The answer for a row may change as time passes (`age:<2h`): ask again now and then. */
      readonly timeDependent: boolean;
    }
  | { readonly problem: FilterProblem };

interface Test {
  readonly matches: RowTest;
  readonly timeDependent: boolean;
}

/**
 * Cheap: one closure per term. A text of bare words costs one `includes` per word and row. `shown` must be what the rows' haystacks were
 * made with.
 */
export function compileFilter(
  parsed: ParsedFilter,
  columns: readonly ColumnInfo[],
  shown: ShownColumn = shownByDefault,
): CompiledFilter {
  if (parsed.problem !== null) return { problem: parsed.problem };
  const words: string[] = [];
  const tests: Test[] = [];
  for (const term of parsed.terms) {
    if (term.type === 'text' && !term.negated) {
      words.push(term.text.toLowerCase());
      continue;
    }
    const test = testOf(term, columns, shown);
    if ('message' in test) return { problem: test };
    tests.push(term.negated ? { ...test, matches: (row, now) => !test.matches(row, now) } : test);
  }
  return {
    problem: null,
    matches: allOf(words, tests),
    everything: words.length === 0 && tests.length === 0,
    timeDependent: tests.some((test) => test.timeDependent),
  };
}

/** Both steps at once, for a text and the view's columns. */
export const filterOf = (text: string, columns: readonly ColumnInfo[], shown?: ShownColumn): CompiledFilter =>
  compileFilter(parseFilter(text), columns, shown);

function allOf(words: readonly string[], tests: readonly Test[]): RowTest {
  const [only] = words;
  if (tests.length === 0) {
    if (only === undefined) return () => true;
    if (words.length === 1) return (row) => row.haystackLower.includes(only);
  }
  return (row, now) => {
    for (const word of words) if (!row.haystackLower.includes(word)) return false;
    for (const test of tests) if (!test.matches(row, now)) return false;
    return true;
  };
}

const steady = (matches: RowTest): Test => ({ matches, timeDependent: false });

function testOf(term: Term, columns: readonly ColumnInfo[], shown: ShownColumn): Test | FilterProblem {
  switch (term.type) {
    case 'text': {
      const word = term.text.toLowerCase();
      return steady((row) => row.haystackLower.includes(word));
    }
    case 'fuzzy': {
      const letters = term.text.toLowerCase();
      return steady((row) => fuzzyLine(row.haystackLower, letters));
    }
    case 'regex':
      return rowRegexTest(term, columns, shown);
    case 'labels':
      return steady((row) => matchesSelector(term.selector, row.labels ?? noLabel));
    case 'column':
      return columnTest(term, columns);
  }
}

const noLabel = (): undefined => undefined;

function rowRegexTest(
  term: Extract<Term, { type: 'regex' }>,
  columns: readonly ColumnInfo[],
  shown: ShownColumn,
): Test | FilterProblem {
  const pattern = compilePattern(term.source, term.ignoreCase);
  if (!pattern.ok) return { message: pattern.message, at: term.start };
  // Looking for a text costs a hundredth of a pattern: most rows are out without it.
  const literal = requiredLiteral(term.source).toLowerCase();
  return steady((row) => row.haystackLower.includes(literal) && pattern.test(cellLines(row, columns, shown)));
}

/** All letters in order within one line. */
export function fuzzyLine(haystack: string, letters: string): boolean {
  let next = 0;
  for (let i = 0; i < haystack.length; i++) {
    const c = haystack.charCodeAt(i);
    if (c === LINE_FEED) next = 0;
    else if (c === letters.charCodeAt(next) && ++next === letters.length) return true;
  }
  return letters.length === 0;
}

const LINE_FEED = 10;

type ColumnTerm = Extract<Term, { type: 'column' }>;
type Reader = { readonly format: CellFormat; readonly cell: (row: FilterRow) => Cell };

function columnTest(term: ColumnTerm, columns: readonly ColumnInfo[]): Test | FilterProblem {
  const reader = readerOf(term.column, columns);
  if (reader === null) return { message: unknownColumn(term, columns), at: term.start + (term.negated ? 1 : 0) };
  const { test } = term;
  switch (test.type) {
    case 'contains': {
      const wanted = test.text.toLowerCase();
      return steady(cellTest(reader, (text) => text.toLowerCase().includes(wanted)));
    }
    case 'regex': {
      const pattern = compilePattern(test.source, test.ignoreCase);
      if (!pattern.ok) return { message: pattern.message, at: term.start };
      return steady(cellTest(reader, (text) => pattern.test(text)));
    }
    case 'oneOf': {
      const wanted = new Set(test.values.map((value) => value.toLowerCase()));
      return steady(cellTest(reader, (text) => wanted.has(text.toLowerCase())));
    }
    case 'compare':
      return comparisonTest(test, reader, term);
  }
}

/** Different texts whose answer is remembered. */
const REMEMBERED = 10_000;

/** A test of a cell's text. Statuses, nodes and namespaces are the same in thousands of rows: each is tested once. */
function cellTest({ cell, format }: Reader, matches: (text: string) => boolean): RowTest {
  const answers = new Map<string, boolean>();
  return (row) => {
    const text = stableText(cell(row), format);
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= REMEMBERED) answers.clear();
    const answer = matches(text);
    answers.set(text, answer);
    return answer;
  };
}

const unknownColumn = (term: ColumnTerm, columns: readonly ColumnInfo[]): string =>
  `There is no column "${term.column}" here. There are: ${['namespace', ...columns.map((column) => column.id)].join(', ')}. To search for the text, put it in quotes`;

/** `PORT(S)` is meant by `port(s)` and by `ports`. */
const plain = (id: string): string => id.replace(/[^a-z0-9~]/g, '');

function readerOf(name: string, columns: readonly ColumnInfo[]): Reader | null {
  let index = columns.findIndex((column) => column.id === name);
  if (index < 0) {
    if (name === 'ns' || name === 'namespace') return { format: 'text', cell: (row) => row.namespace };
    if (name === 'name') return { format: 'text', cell: (row) => row.name };
    if (name === 'owner') return { format: 'text', cell: (row) => row.owner ?? '' };
    if (name === 'state') return { format: 'text', cell: (row) => row.state ?? '' };
    index = columns.findIndex((column) => plain(column.id) === plain(name));
  }
  const column = columns[index];
  if (column === undefined) return null;
  return {
    format: column.format,
    cell: (row) => (row.cell === undefined ? (row.cells[index] ?? null) : row.cell(index)),
  };
}

type CompareTest = Extract<ColumnTest, { type: 'compare' }>;

function comparisonTest(test: CompareTest, reader: Reader, term: ColumnTerm): Test | FilterProblem {
  const { comparison, operand } = test;
  const holds = SIGNS[comparison];
  const bound = boundOf(operand, reader.format);
  if (bound.type === 'wrong') return { message: bound.message, at: term.end - operand.length };
  if (bound.type === 'text') {
    const equality = comparison === '=' || comparison === '!=';
    // Equality is exact but for case; order is the natural one.
    return steady((row) => {
      const text = stableText(reader.cell(row), reader.format);
      return holds(equality ? equalText(text, bound.value) : compareNatural(text, bound.value));
    });
  }
  const timeDependent = bound.type === 'age' || reader.format === 'duration';
  return {
    timeDependent,
    // What has no value (`<none>`, `<unknown>`) is neither above nor below.
    matches: (row, now) => {
      const value = comparedValue(reader.cell(row), reader.format, bound.type, now);
      return value !== null && holds(value - bound.value);
    },
  };
}

const equalText = (a: string, b: string): number => (a.toLowerCase() === b.toLowerCase() ? 0 : 1);

function comparedValue(cell: Cell, format: CellFormat, bound: 'value' | 'age', now: number): number | null {
  if (format === 'timestamp' || format === 'age') {
    if (typeof cell !== 'number') return null;
    return bound === 'age' ? now - cell : cell;
  }
  if (format === 'ratio') return Array.isArray(cell) && typeof cell[0] === 'number' ? cell[0] : null;
  return numericValue(cell, format, now);
}

const SIGNS: Readonly<Record<Comparison, (difference: number) => boolean>> = {
  '=': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};

type Bound =
  | { readonly type: 'value' | 'age'; readonly value: number }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'wrong'; readonly message: string };

/** What a comparison is made with, by the column's format. */
function boundOf(operand: string, format: CellFormat): Bound {
  switch (format) {
    case 'text':
      return { type: 'text', value: operand };
    case 'age':
    case 'timestamp':
    case 'duration': {
      const span = parseDuration(operand);
      if (span !== null) return { type: 'age', value: span };
      const time = format === 'duration' ? Number.NaN : Date.parse(operand);
      return Number.isNaN(time)
        ? { type: 'wrong', message: `"${operand}" is not a span of time, such as 90s, 5m, 2h or 3d` }
        : { type: 'value', value: time };
    }
    case 'ratio':
      if (/^\d+\/\d+/.test(operand)) return { type: 'text', value: operand };
      return numberBound(operand);
    default:
      return numberBound(operand);
  }
}

function numberBound(operand: string): Bound {
  const quantity = parseQuantity(operand);
  return quantity === null
    ? { type: 'wrong', message: `"${operand}" is not a number or a quantity, such as 3, 500m or 2Gi` }
    : { type: 'value', value: quantityToNumber(quantity) };
}
