import { badRequest } from '../http/status.ts';
import type { KubeObject, Labels } from '../types.ts';
import { textAt, valueAt } from '../types.ts';

/** Label selectors by the grammar of `apimachinery/pkg/labels/selector.go`. */
export type LabelMatcher = (labels: Labels) => boolean;

const TERM = /^\s*(!)?\s*([^\s=!<>(),]+)\s*(?:(==|=|!=|>|<)\s*([^\s,()=!]*)|\s(in|notin)\s*\(([^)]*)\))?\s*$/;

/** Splits at commas outside parentheses. */
function terms(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) {
      found.push(text.slice(from, i));
      from = i + 1;
    }
  }
  found.push(text.slice(from));
  return found;
}

/** The first sign that cannot stand where it does. */
const offender = (term: string): string => /[=!<>(),]+.*?([=!<>(),])/.exec(term)?.[1] ?? term.trim();

function labelTerm(term: string): LabelMatcher {
  const bare = /^\s*([=<>]+)/.exec(term);
  if (bare) throw badRequest(`found '${bare[1]}', expected: !, identifier, or 'end of string'`);
  const match = TERM.exec(term);
  if (!match) throw badRequest(`unable to parse requirement: found '${offender(term)}', expected: identifier`);
  const [, not, key = '', operator, value = '', set, members = ''] = match;
  const read = (labels: Labels) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  if (set) {
    const values = new Set(members.split(',').map((member) => member.trim()));
    if (set === 'in') return (labels) => values.has(read(labels) ?? '\0');
    return (labels) => !values.has(read(labels) ?? '\0');
  }
  if (operator === '!=') return (labels) => read(labels) !== value;
  if (operator === '>') return (labels) => Number(read(labels)) > Number(value);
  if (operator === '<') return (labels) => Number(read(labels)) < Number(value);
  if (operator) return (labels) => read(labels) === value;
  return not ? (labels) => read(labels) === undefined : (labels) => read(labels) !== undefined;
}

/** null: everything matches. Throws a 400. */
export function labelSelector(text: string | null): LabelMatcher | null {
  if (text === null || text.trim() === '') return null;
  const matchers = terms(text).map(labelTerm);
  return (labels) => matchers.every((matches) => matches(labels));
}

export interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/** Fields each kind can be selected by, beside metadata.name and metadata.namespace (`pkg/apis/…/conversion.go`). */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
  ].concat(['status.phase', 'status.podIP', 'status.podIPs', 'status.nominatedNodeName']),
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  jobs: ['status.successful'],
  events: ['involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid'].concat(
    ['involvedObject.apiVersion', 'involvedObject.resourceVersion', 'involvedObject.fieldPath', 'reason'],
    ['reportingComponent', 'source', 'type'],
  ),
};

export function fieldTerms(text: string | null, plural: string): readonly FieldTerm[] {
  if (text === null || text.trim() === '') return [];
  return text.split(',').map((term) => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term.trim());
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator, value = ''] = match;
    const known = field === 'metadata.name' || field === 'metadata.namespace' || SELECTABLE[plural]?.includes(field);
    if (!known) {
      const only = `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
      throw badRequest(SELECTABLE[plural] ? `field label not supported: ${field}` : only);
    }
    return { field, value, equal: operator !== '!=' };
  });
}

export function fieldValue(object: KubeObject, field: string): string {
  if (field === 'source') return textAt(object, 'source', 'component');
  const found = valueAt(object, ...field.split('.'));
  if (found === undefined || found === null) return field === 'spec.unschedulable' ? 'false' : '';
  return String(found);
}
