import type { Steps } from './walk.ts';

/**
 * Where in an object a place of its YAML is, read from the lines around it alone: a text that is being typed is broken half of the
 * time, and a parser would see nothing where indentation says it all. Block style, as the product writes it.
 */
export interface Lines {
  readonly count: number;
  /** From 0. */
  line(index: number): string;
}

export interface Place {
  /** The map the place belongs to, or the list of a plain item. */
  readonly parent: Steps;
  /** The key of this line, when the place is at its value. */
  readonly key: string | null;
  readonly at: 'key' | 'value';
  /** What was typed of it already. */
  readonly typed: string;
  /** Other keys of the same map. */
  readonly siblings: readonly string[];
  /** Column at which the key stands. */
  readonly column: number;
}

interface Shape {
  readonly dashes: readonly number[];
  readonly column: number;
  readonly key: string | null;
  /** Text behind the colon, or of a plain item. */
  readonly value: string;
  readonly valueAt: number;
}

const keyPattern = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>'"%@`{}[\],][^#]*?)[ \t]*:(?=[ \t]|$)/;

/** `null`: blank, a comment, or the border of a document. */
function shapeOf(line: string): Shape | null {
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  let column = indent;
  const dashes: number[] = [];
  while (line[column] === '-' && (line[column + 1] === ' ' || column + 1 === line.length)) {
    dashes.push(column);
    column += 1;
    while (line[column] === ' ') column += 1;
  }
  const rest = line.slice(column);
  if (dashes.length === 0 && (rest === '' || rest.startsWith('#'))) return null;
  const found = keyPattern.exec(rest);
  if (found === null) return { dashes, column, key: null, value: rest, valueAt: column };
  const behind = column + found[0].length;
  const blank = /^[ \t]*/.exec(line.slice(behind))?.[0].length ?? 0;
  return { dashes, column, key: unquoted(found[1] ?? ''), value: line.slice(behind + blank), valueAt: behind + blank };
}

const unquoted = (key: string): string => (/^["'].*["']$/.test(key) ? key.slice(1, -1) : key);
const isBorder = (line: string): boolean => /^(---|\.\.\.)(\s|$)/.test(line);
const opensText = (value: string): boolean => /^(?:[&!]\S+[ \t]+)*[|>]/.test(value);
const isEmpty = (value: string): boolean => /^(#.*|[&!]\S+[ \t]*(#.*)?)?$/.test(value.trim());

/** Where a cursor is; `null` inside texts, comments and what is not block style. */
export function placeAt(lines: Lines, row: number, offset: number): Place | null {
  const line = lines.line(row);
  const shape = shapeOf(line);
  const before = line.slice(0, offset);
  if (/(^|\s)#/.test(before) && !/["']/.test(before)) return null;
  if (shape === null) return keyPlace(lines, row, { dashes: [], column: offset }, '');
  if (offset < shape.column) return null;
  if (shape.key !== null && offset >= shape.valueAt) {
    const parent = climb(lines, row, shape);
    const value = line.slice(shape.valueAt, offset);
    if (parent === null || opensText(value) || /^[[{]/.test(value)) return null;
    return { parent: parent.steps, key: shape.key, at: 'value', typed: value, siblings: [], column: shape.column };
  }
  const typed = line.slice(shape.column, offset);
  return /^[\w./-]*$/.test(typed) ? keyPlace(lines, row, shape, typed) : null;
}

function keyPlace(lines: Lines, row: number, shape: Pick<Shape, 'dashes' | 'column'>, typed: string): Place | null {
  const parent = climb(lines, row, shape);
  if (parent === null) return null;
  const siblings = [...parent.above, ...below(lines, row, shape.column)];
  return { parent: parent.steps, key: null, at: 'key', typed, siblings, column: shape.column };
}

interface Climbed {
  readonly steps: Steps;
  /** Keys of the same map above the line. */
  readonly above: readonly string[];
}

/** From a line up to the root of its document; `null` inside a text or where the indentation makes no sense. */
function climb(lines: Lines, row: number, start: Pick<Shape, 'dashes' | 'column'>): Climbed | null {
  const steps: string[] = [];
  const above: string[] = [];
  // Where the next ancestor must stand: a map's key left of `column`, or, for an item, at its dash as well.
  let column = start.column;
  let item = false;
  for (const dash of start.dashes.toReversed()) {
    steps.unshift('[]');
    column = dash;
    item = true;
  }
  for (let at = row - 1; at >= 0; at -= 1) {
    const line = lines.line(at);
    if (isBorder(line)) break;
    const shape = shapeOf(line);
    if (shape === null) continue;
    const [first] = shape.dashes;
    const hangs = shape.dashes.find((dash) => dash >= column);
    if (shape.column > column && !(first !== undefined && first < column)) continue;
    if (!item && shape.column === column && shape.key !== null) {
      if (steps.length === 0) above.push(shape.key);
      if (hangs === undefined && shape.dashes.length === 0) continue;
    } else if (shape.column < column || (item && shape.column === column && shape.dashes.length === 0)) {
      if (shape.key === null || !isEmpty(shape.value)) return null;
      steps.unshift(shape.key);
      column = shape.column;
      item = false;
    } else {
      continue;
    }
    for (const dash of shape.dashes.toReversed()) {
      steps.unshift('[]');
      column = dash;
      item = true;
    }
  }
  return column === 0 ? { steps, above } : null;
}

function below(lines: Lines, row: number, column: number): readonly string[] {
  const keys: string[] = [];
  for (let at = row + 1; at < lines.count && at < row + 2_000; at += 1) {
    const line = lines.line(at);
    if (isBorder(line)) break;
    const shape = shapeOf(line);
    if (shape === null || (shape.column > column && shape.dashes.length === 0)) continue;
    if (shape.dashes.length > 0 && (shape.dashes[0] ?? 0) >= column) continue;
    if (shape.column < column || shape.dashes.length > 0) break;
    if (shape.key !== null) keys.push(shape.key);
  }
  return keys;
}

/** The path of the key on a line, itself included; `null` where the line has none. */
export function keyPathAt(lines: Lines, row: number): Steps | null {
  const shape = shapeOf(lines.line(row));
  if (shape === null || shape.key === null) return null;
  const parent = climb(lines, row, shape);
  return parent === null ? null : [...parent.steps, shape.key];
}

/** apiVersion and kind of the document around a line; empty where they are not written yet. */
export function documentKind(lines: Lines, row: number): { readonly apiVersion: string; readonly kind: string } {
  let start = row;
  while (start > 0 && !isBorder(lines.line(start))) start -= 1;
  const found = { apiVersion: '', kind: '' };
  for (let at = start; at < lines.count; at += 1) {
    const line = lines.line(at);
    if (at > start && isBorder(line)) break;
    const [, key, value = ''] = /^(apiVersion|kind):[ \t]+["']?([^\s"'#]+)/.exec(line) ?? [];
    if (key === 'apiVersion') found.apiVersion = value;
    if (key === 'kind') found.kind = value;
    if (found.apiVersion !== '' && found.kind !== '') break;
  }
  return found;
}
