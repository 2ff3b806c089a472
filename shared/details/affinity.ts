import { arr, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { type Item, lines, text } from './model.ts';

/** Affinities in words, one line each: what must be, then what is wished for with its weight. */
export function affinityItems(affinity: unknown): readonly Item[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = rec(affinity);
  return [
    ...lines(
      'Nodes',
      nodeLines(rec(nodeAffinity)).map((line) => text(line)),
    ),
    ...lines(
      'Together with',
      podLines(rec(podAffinity)).map((line) => text(line)),
    ),
    ...lines(
      'Apart from',
      podLines(rec(podAntiAffinity)).map((line) => text(line)),
    ),
  ];
}

function nodeLines(affinity: Rec): readonly string[] {
  const must = nodeTerms(rec(affinity.requiredDuringSchedulingIgnoredDuringExecution).nodeSelectorTerms);
  const wished = arr(affinity.preferredDuringSchedulingIgnoredDuringExecution)
    .map(rec)
    .map((one) => `rather, weight ${int(one.weight)}: ${nodeTerm(rec(one.preference))}`);
  return [...(must === '' ? [] : [`must have ${must}`]), ...wished];
}

/** Terms of a node selector: one of them has to hold. */
export const nodeTerms = (terms: unknown): string =>
  arr(terms)
    .map((term) => nodeTerm(rec(term)))
    .join(', or ');

const SIGNS: Readonly<Record<string, string>> = { In: 'in', NotIn: 'not in', Gt: '>', Lt: '<' };

function nodeTerm(term: Rec): string {
  const words = [...arr(term.matchExpressions), ...arr(term.matchFields)].map(rec).map((one) => {
    const key = str(one.key);
    const operator = str(one.operator);
    const values = strings(one.values);
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `no ${key}`;
    if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`;
    return `${key} ${SIGNS[operator] ?? operator} ${values.length === 1 && operator !== 'NotIn' ? values[0] : `(${values.join(', ')})`}`;
  });
  return words.length === 0 ? 'nothing' : words.join(' and ');
}

function podLines(affinity: Rec): readonly string[] {
  const must = arr(affinity.requiredDuringSchedulingIgnoredDuringExecution).map(rec).map(podTerm);
  const wished = arr(affinity.preferredDuringSchedulingIgnoredDuringExecution)
    .map(rec)
    .map((one) => `rather, weight ${int(one.weight)}: ${podTerm(rec(one.podAffinityTerm))}`);
  return [...must, ...wished];
}

const PLACES: Readonly<Record<string, string>> = {
  'kubernetes.io/hostname': 'on the same node',
  'topology.kubernetes.io/zone': 'in the same zone',
  'topology.kubernetes.io/region': 'in the same region',
};

/** `pods app=web, in the same zone`. */
function podTerm(term: Rec): string {
  const key = str(term.topologyKey);
  const selector = formatLabelSelector(term.labelSelector);
  const namespaces = strings(term.namespaces);
  const spaces = has(term.namespaceSelector) ? formatLabelSelector(term.namespaceSelector) : '';
  const where =
    namespaces.length > 0
      ? ` of ${namespaces.join(', ')}`
      : spaces === ''
        ? ''
        : spaces === '<none>'
          ? ' of every namespace'
          : ` of namespaces ${spaces}`;
  return `pods ${selector === '<none>' ? '(all)' : selector}${where}, ${PLACES[key] ?? `in the same ${key}`}`;
}

/** Topology spread in words. */
export function spreadWords(one: Rec): string {
  const key = str(one.topologyKey);
  const place = (PLACES[key] ?? key).replace(/^(on|in) the same /, '');
  const selector = formatLabelSelector(one.labelSelector);
  const skew = int(one.maxSkew);
  const must = str(one.whenUnsatisfiable) === 'DoNotSchedule';
  const domains = has(one.minDomains) ? `, over ${int(one.minDomains)} at least` : '';
  return `pods ${selector === '<none>' ? '(all)' : selector}: ${must ? 'at most' : 'rather at most'} ${skew} more on one ${place} than on another${domains}${must ? ', else they wait' : ''}`;
}
