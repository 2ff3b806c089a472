import type { Selector } from '../kube/selectors.ts';

/**
 * The filter's grammar, as a person types it into the one field above a list. Terms are separated by spaces; all must hold.
 *
 *   word            in any visible cell, any case          "two words"     a phrase
 *   ~word           fuzzy: its letters in order, in one cell
 *   /regex/         RE2, on the visible cells; /regex/i in any case
 *   -l app=web      label selector, as kubectl's
 *   column:value    in that column: `status:crash`, `ns:team-a`, `node:"a b"`, `image:/v[12]/`
 *   column:>3       compared by value: `restarts:>3`, `age:<2h`, `capacity:>=10Gi`; `column:=text` is exact
 *   column>3        the same without the colon, for `<`, `<=`, `>`, `>=`
 *   column:(a,b)    exactly one of these: `status:(Running,"Init:0/1")`, `state:(bad,warn)`
 *   !term           not
 */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type ColumnTest =
  | { readonly type: 'contains'; readonly text: string }
  | { readonly type: 'oneOf'; readonly values: readonly string[] }
  | { readonly type: 'compare'; readonly comparison: Comparison; readonly operand: string }
  | { readonly type: 'regex'; readonly source: string; readonly ignoreCase: boolean };

export type Atom =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'fuzzy'; readonly text: string }
  | { readonly type: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | { readonly type: 'labels'; readonly selector: Selector }
  | { readonly type: 'column'; readonly column: string; readonly test: ColumnTest };

export type Term = Atom & {
  readonly negated: boolean;
  /** Where it stands in the text: 0-based, `end` exclusive. For chips, and to say where something is wrong. */
  readonly start: number;
  readonly end: number;
};

export interface FilterProblem {
  readonly message: string;
  /** 0-based offset in the text. */
  readonly at: number;
}

export interface ParsedFilter {
  readonly terms: readonly Term[];
  /** The first thing that is wrong; the terms before it are there. */
  readonly problem: FilterProblem | null;
}
