import { goJson } from './go-json.ts';
import { goNumber } from './go-number.ts';
import { type PathNode, parseJsonPath } from './json-path-parse.ts';
import { byBytes } from './labels.ts';

/**
 * JSONPath as the API server evaluates printer columns: missing keys give nothing, anything else that does not fit is an error, and an
 * error makes the cell empty. Source: `client-go/util/jsonpath/jsonpath.go`, with AllowMissingKeys.
 */
export interface JsonPath {
  /** All results, in order; `null` where the server reports an error. */
  readonly find: (data: unknown) => readonly unknown[] | null;
}

/** `null` for a text that is not a path (the server refuses a CRD with one). */
export function compileJsonPath(path: string): JsonPath | null {
  const nodes = parseJsonPath(path);
  if (nodes === null) return null;
  return {
    find: (data) => {
      try {
        return walkAll([data], nodes);
      } catch (error) {
        if (error instanceof PathError) return null;
        throw error;
      }
    },
  };
}

/**
 * A path as a person types one for a column, as `.a.b` for `compileJsonPath`; null for what kubectl refuses. Source:
 * `kubectl/pkg/cmd/get/customcolumn.go` RelaxedJSONPathExpression.
 */
export function relaxedPath(text: string): string | null {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(text.trim());
  const body = match?.[1] ?? match?.[2];
  return body === undefined ? null : `.${body}`;
}

class PathError extends Error {}

const walkAll = (input: readonly unknown[], nodes: readonly PathNode[]): readonly unknown[] =>
  nodes.reduce<readonly unknown[]>(walk, input);

function walk(input: readonly unknown[], node: PathNode): readonly unknown[] {
  switch (node.type) {
    case 'field':
      return input.flatMap((value) => fieldOf(value, node.name));
    case 'wildcard':
      return input.flatMap(childrenOf);
    case 'recursive':
      return input.flatMap(descendantsOf);
    case 'slice':
      return input.flatMap((value) => sliceOf(value, node));
    case 'union':
      return node.branches.flatMap((branch) => walkAll(input, branch));
    case 'filter':
      return input.flatMap((value) => filterOf(value, node));
    case 'literal':
      // A text stands for itself once; a number or boolean once for each input.
      return typeof node.value === 'string' ? [node.value] : input.map(() => node.value);
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldOf = (value: unknown, name: string): readonly unknown[] =>
  isMap(value) && Object.hasOwn(value, name) ? [value[name]] : [];

/** Go walks maps in random order; ours is sorted, so that a cell does not change by itself. */
function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isMap(value)) return [];
  return Object.keys(value)
    .sort(byBytes)
    .map((key) => value[key]);
}

function descendantsOf(value: unknown): readonly unknown[] {
  const children = childrenOf(value);
  return children.length === 0 ? [] : [value, ...children.flatMap(descendantsOf)];
}

type SliceNode = Extract<PathNode, { type: 'slice' }>;

function sliceOf(value: unknown, { from, to, step, single }: SliceNode): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new PathError('not a list');
  let start = from ?? 0;
  if (start < 0) start += value.length;
  let end = single ? (from ?? 0) + 1 : (to ?? value.length);
  if (end < 0 || (end === 0 && single)) end += value.length;
  if (start === end) return [];
  if (start < 0 || start >= value.length || end < 0 || end > value.length || start > end)
    throw new PathError('out of bounds');
  if (step !== null && step <= 0) throw new PathError('step');
  return value.slice(start, end).filter((_, i) => i % (step ?? 1) === 0);
}

type FilterNode = Extract<PathNode, { type: 'filter' }>;

function filterOf(value: unknown, { left, operator, right }: FilterNode): readonly unknown[] {
  if (!Array.isArray(value)) throw new PathError('not a list');
  return value.filter((item) => {
    if (operator === 'exists') return resultsOrNone(item, left).length > 0;
    const lefts = walkAll([item], left);
    if (lefts.length === 0) return false;
    if (lefts.length > 1) throw new PathError('more than one');
    const rights = walkAll([item], right);
    if (rights.length === 0) return false;
    if (rights.length > 1) throw new PathError('more than one');
    return compare(lefts[0], operator, rights[0]);
  });
}

function resultsOrNone(item: unknown, path: readonly PathNode[]): readonly unknown[] {
  try {
    return walkAll([item], path);
  } catch (error) {
    if (error instanceof PathError) return [];
    throw error;
  }
}

/** Only like compares with like; Go keeps whole and fractional numbers apart too. Source: `third_party/forked/golang/template/funcs.go`. */
function compare(left: unknown, operator: string, right: unknown): boolean {
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (operator === '==') return left === right;
    if (operator === '!=') return left !== right;
    throw new PathError('booleans have no order');
  }
  if (typeof left === 'number' && typeof right === 'number') {
    if (Number.isInteger(left) !== Number.isInteger(right)) throw new PathError('different types');
    return ordered(left - right, operator);
  }
  if (typeof left === 'string' && typeof right === 'string') return ordered(byBytes(left, right), operator);
  throw new PathError('different types');
}

function ordered(difference: number, operator: string): boolean {
  switch (operator) {
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      throw new PathError('unknown operator');
  }
}

/** A result as the text of a string column. Source: jsonpath.go PrintResults. */
export function pathText(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (typeof value === 'object') return goJson(value);
  if (typeof value === 'number') return goNumber(value);
  return String(value);
}
