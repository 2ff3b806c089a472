import { byBytes } from './labels.ts';
import { arr, rec, str, strings } from './read.ts';

/**
 * Label selectors: requirements, matching, and their text as apimachinery writes it.
 * Sources: `apimachinery/pkg/labels/selector.go`, `pkg/apis/meta/v1/helpers.go` (LabelSelectorAsSelector, FormatLabelSelector).
 * Parsing of selector texts is in `selector-parse.ts`.
 */

export type SelectorOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

/** All requirements hold. `nothing` is what a missing LabelSelector means: it selects no object. */
export type Selector = { readonly nothing: false; readonly requirements: readonly Requirement[] } | typeof NOTHING;

export const NOTHING = { nothing: true, requirements: [] } as const;

export type LabelLookup = (key: string) => string | undefined;

export function matchesSelector(selector: Selector, labels: LabelLookup): boolean {
  return !selector.nothing && selector.requirements.every((requirement) => matchesRequirement(requirement, labels));
}

function matchesRequirement(requirement: Requirement, labels: LabelLookup): boolean {
  const value = labels(requirement.key);
  switch (requirement.operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return value !== undefined && comparesAs(requirement.operator, value, requirement.values[0] ?? '');
  }
}

function comparesAs(operator: 'gt' | 'lt', label: string, bound: string): boolean {
  const left = parseInt64(label);
  const right = parseInt64(bound);
  if (left === null || right === null) return false;
  return operator === 'gt' ? left > right : left < right;
}

/** Go's `strconv.ParseInt(text, 10, 64)`; null where it fails. */
function parseInt64(text: string): bigint | null {
  if (!/^[+-]?\d+$/.test(text)) return null;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value : null;
}

/** One requirement's text: `k=v`, `k in (a,b)`, `!k`. Values are sorted. */
function formatRequirement({ key, operator, values }: Requirement): string {
  const joined = values.length > 1 ? [...values].sort(byBytes).join(',') : (values[0] ?? '');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${joined})`;
    case 'gt':
      return `${key}>${joined}`;
    case 'lt':
      return `${key}<${joined}`;
    default:
      return `${key}${operator}${joined}`;
  }
}

/** The selector's text, requirements in their order (already sorted by key); empty for everything and for nothing. */
export const formatSelector = (selector: Selector): string => selector.requirements.map(formatRequirement).join(',');

export const sortedByKey = (requirements: readonly Requirement[]): readonly Requirement[] =>
  [...requirements].sort((a, b) => byBytes(a.key, b.key));

const EXPRESSION_OPERATORS: Readonly<Record<string, SelectorOperator>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
};

/** A LabelSelector of an object (`matchLabels`, `matchExpressions`) as requirements; `null` when it is not valid. */
export function selectorOf(labelSelector: unknown): Selector | null {
  if (labelSelector === undefined || labelSelector === null) return NOTHING;
  const fields = rec(labelSelector);
  const requirements: Requirement[] = [];
  const matchLabels = rec(fields.matchLabels);
  for (const key of Object.keys(matchLabels)) {
    requirements.push({ key, operator: '=', values: [str(matchLabels[key])] });
  }
  for (const item of arr(fields.matchExpressions)) {
    const expression = rec(item);
    const operator = EXPRESSION_OPERATORS[str(expression.operator)];
    const values = strings(expression.values);
    if (operator === undefined) return null;
    requirements.push({ key: str(expression.key), operator, values });
  }
  if (requirements.some((requirement) => problemOf(requirement) !== null)) return null;
  return { nothing: false, requirements: sortedByKey(requirements) };
}

/** Text of a LabelSelector in most tables: `<none>` when it selects everything or is missing, `<error>` when invalid. */
export function formatLabelSelector(labelSelector: unknown): string {
  const selector = selectorOf(labelSelector);
  return selector === null ? '<error>' : formatSelector(selector) || '<none>';
}

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with a label key, or null. Source: `util/validation` IsQualifiedName. */
export function labelKeyProblem(key: string): string | null {
  const parts = key.split('/');
  const name = parts.length === 2 ? (parts[1] ?? '') : key;
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (parts.length > 2) return `a label key has at most one "/": "${key}"`;
  if (prefix !== undefined && (prefix.length === 0 || prefix.length > 253 || !DNS_SUBDOMAIN.test(prefix))) {
    return `the part before "/" must be a DNS name: "${key}"`;
  }
  if (name.length === 0) return 'a label key must not be empty';
  if (name.length > 63) return `a label key has at most 63 characters: "${name}"`;
  return NAME.test(name) ? null : `a label key consists of letters, digits, "-", "_" and ".": "${name}"`;
}

/** What is wrong with a label value, or null. Source: `util/validation` IsValidLabelValue. */
function labelValueProblem(value: string): string | null {
  if (value.length > 63) return `a label value has at most 63 characters: "${value}"`;
  return value === '' || NAME.test(value)
    ? null
    : `a label value consists of letters, digits, "-", "_" and ".": "${value}"`;
}

/** What is wrong with a requirement, or null. Source: `labels.NewRequirement`. */
export function problemOf({ key, operator, values }: Requirement): string | null {
  const bad = labelKeyProblem(key);
  if (bad !== null) return bad;
  switch (operator) {
    case 'in':
    case 'notin':
      if (values.length === 0) return `"${operator}" needs at least one value`;
      break;
    case 'exists':
    case '!':
      if (values.length > 0) return 'exists and does-not-exist take no values';
      break;
    case 'gt':
    case 'lt':
      if (parseInt64(values[0] ?? '') === null) return 'greater and less than need a whole number';
      break;
    default:
      if (values.length !== 1) return 'exactly one value is needed';
  }
  for (const value of values) {
    const problem = labelValueProblem(value);
    if (problem !== null) return problem;
  }
  return null;
}
