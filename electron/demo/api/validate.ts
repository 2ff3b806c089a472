import { badRequest, type FieldProblem, invalid, plainError, type Qualified, StatusError } from '../http/status.ts';
import { type Fields, fieldsAt, isFields, type KubeObject, textAt, valueAt } from '../types.ts';

/**
 * The validation that clients meet most, in a real server's words (`pkg/apis/<group>/validation`): required, ranges, immutable fields, and one
 * admission policy. The rest is let through.
 */
export function validate(what: Qualified, next: KubeObject, previous: KubeObject | null): void {
  const problems = [...labelProblems(next), ...podProblems(next), ...kindProblems(next)];
  if (previous !== null) problems.push(...immutableProblems(next, previous));
  if (problems.length > 0) throw invalid(what, next.kind, next.metadata.name, problems);
}

const wrong = (field: string, value: unknown, why: string): FieldProblem => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${typeof value === 'number' ? value : JSON.stringify(value)}: ${why}`,
  field,
});
const required = (field: string, why = ''): FieldProblem => ({
  reason: 'FieldValueRequired',
  message: `Required value${why === '' ? '' : `: ${why}`}`,
  field,
});

const LABEL = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function labelProblems({ metadata }: KubeObject): FieldProblem[] {
  return Object.values(metadata.labels ?? {})
    .filter((value) => typeof value === 'string' && (!LABEL.test(value) || value.length > 63))
    .map((value) => wrong('metadata.labels', value, LABEL_RULE));
}

/** Where a kind keeps its pods' spec. */
function podSpecAt(
  object: KubeObject,
): { readonly path: string; readonly spec: Fields; readonly labels: Fields } | null {
  const template = (path: string, at: Fields) => ({
    path: `${path}.spec`,
    spec: fieldsAt(at, 'spec'),
    labels: fieldsAt(at, 'metadata', 'labels'),
  });
  switch (object.kind) {
    case 'Pod':
      return { path: 'spec', spec: fieldsAt(object, 'spec'), labels: object.metadata.labels ?? {} };
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'Job':
      return template('spec.template', fieldsAt(object, 'spec', 'template'));
    case 'CronJob':
      return template('spec.jobTemplate.spec.template', fieldsAt(object, 'spec', 'jobTemplate', 'spec', 'template'));
    default:
      return null;
  }
}

function podProblems(object: KubeObject): FieldProblem[] {
  const pod = podSpecAt(object);
  if (pod === null || valueAt(object, 'spec') === undefined) return [];
  const problems: FieldProblem[] = [];
  const containers = valueAt(pod.spec, 'containers');
  const list = Array.isArray(containers) ? containers.filter(isFields) : [];
  if (list.length === 0) problems.push(required(`${pod.path}.containers`));
  list.forEach((container, index) => {
    const at = `${pod.path}.containers[${index}]`;
    if (textAt(container, 'name') === '') problems.push(required(`${at}.name`));
    if (textAt(container, 'image') === '') problems.push(required(`${at}.image`));
    const privileged = valueAt(container, 'securityContext', 'privileged') === true;
    if (privileged) {
      const name = textAt(container, 'name');
      const words = `admission webhook "policies.example.com" denied the request: container ${JSON.stringify(name)} must not be privileged`;
      throw new StatusError(403, 'Forbidden', words, {});
    }
  });
  const selector = fieldsAt(object, 'spec', 'selector', 'matchLabels');
  const matches = Object.entries(selector).every(([key, value]) => pod.labels[key] === value);
  if (object.kind !== 'Job' && !matches) {
    problems.push(wrong('spec.template.metadata.labels', pod.labels, '`selector` does not match template `labels`'));
  }
  return problems;
}

function kindProblems(object: KubeObject): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const replicas = valueAt(object, 'spec', 'replicas');
  if (typeof replicas === 'number' && replicas < 0) {
    problems.push(wrong('spec.replicas', replicas, 'must be greater than or equal to 0'));
  }
  if (object.kind !== 'Service') return problems;
  const ports = valueAt(object, 'spec', 'ports');
  (Array.isArray(ports) ? ports : []).forEach((port, index) => {
    const number = valueAt(port, 'port');
    if (typeof number === 'number' && (number < 1 || number > 65_535)) {
      problems.push(wrong(`spec.ports[${index}].port`, number, 'must be between 1 and 65535, inclusive'));
    }
  });
  return problems;
}

/** Fields that stay as they were made. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['selector'],
  ReplicaSet: ['selector'],
  DaemonSet: ['selector'],
  Job: ['selector', 'template', 'completionMode'],
};

function immutableProblems(next: KubeObject, previous: KubeObject): FieldProblem[] {
  const differs = (...path: readonly string[]): boolean =>
    JSON.stringify(valueAt(next, ...path)) !== JSON.stringify(valueAt(previous, ...path));
  const problems = (IMMUTABLE[next.kind] ?? [])
    .filter((field) => differs('spec', field))
    .map((field) => wrong(`spec.${field}`, valueAt(next, 'spec', field), 'field is immutable'));
  if (next.kind === 'Secret' && differs('type'))
    problems.push(wrong('type', valueAt(next, 'type'), 'field is immutable'));
  return problems;
}

/** An OpenAPI type, as far as decoding needs it. */
type Types = Readonly<Record<string, unknown>>;
const REF = '#/components/schemas/';

function resolved(types: Types, schema: unknown): Fields {
  let at = isFields(schema) ? schema : {};
  for (let step = 0; step < 4; step++) {
    const all = valueAt(at, 'allOf');
    const ref = textAt(at, '$ref') || textAt(Array.isArray(all) ? all[0] : undefined, '$ref');
    if (ref === '') return at;
    const name = ref.slice(REF.length);
    at = Object.hasOwn(types, name) && isFields(types[name]) ? (types[name] as Fields) : {};
  }
  return at;
}

/**
 * `fieldValidation=Strict` and Go's decoding: an unknown field, or a value of another type, is a 400 that names it.
 * Source: `apimachinery/pkg/runtime/serializer/json`, `sigs.k8s.io/json`.
 */
export function decode(
  types: Types,
  root: string,
  object: Fields,
  info: { kind: string; version: string },
  { strict, applies }: { readonly strict: boolean; readonly applies: boolean },
): void {
  const unknown: string[] = [];
  const fail = (why: string): StatusError =>
    badRequest(`${info.kind} in version "${info.version}" cannot be handled as a ${info.kind}: ${why}`);
  const walk = (value: unknown, schema: unknown, path: string): void => {
    const type = resolved(types, schema);
    if (value === null || value === undefined) return;
    const properties = valueAt(type, 'properties');
    if (isFields(properties)) {
      if (!isFields(value))
        throw fail(`json: cannot unmarshal ${goName(value)} into Go struct field ${path} of type map`);
      for (const [key, inner] of Object.entries(value)) {
        const below = path === '' ? key : `${path}.${key}`;
        if (Object.hasOwn(properties, key)) walk(inner, properties[key], below);
        else if (valueAt(type, 'x-kubernetes-preserve-unknown-fields') !== true) unknown.push(below);
      }
      return;
    }
    if (Array.isArray(value)) {
      if (textAt(type, 'type') === 'array')
        value.forEach((item, index) => void walk(item, type.items, `${path}[${index}]`));
      return;
    }
    if (isFields(value)) {
      const inner = valueAt(type, 'additionalProperties');
      if (isFields(inner)) for (const [key, one] of Object.entries(value)) walk(one, inner, `${path}.${key}`);
      return;
    }
    const wanted = textAt(type, 'type');
    const fits =
      wanted === '' ||
      wanted === 'object' ||
      wanted === 'array' ||
      jsonType(value) === wanted ||
      (wanted === 'number' && typeof value === 'number');
    if (!fits)
      throw fail(
        `json: cannot unmarshal ${goName(value)} into Go struct field ${info.kind}.${path} of type ${goType(type)}`,
      );
  };
  walk(object, { $ref: `${REF}${root}` }, '');
  if (unknown.length > 0 && applies) throw undeclared(object, unknown[0] ?? '');
  if (strict && unknown.length > 0) {
    throw fail(`strict decoding error: ${unknown.map((field) => `unknown field "${field}"`).join(', ')}`);
  }
}

/** Server-side apply looks at the fields before anything decodes them: an error that nobody classified (`managedfields/internal/structuredmerge.go`). */
function undeclared(object: Fields, field: string): StatusError {
  const { name, namespace } = fieldsAt(object, 'metadata');
  const version = textAt(object, 'apiVersion');
  const gvk = `${version.includes('/') ? '' : '/'}${version}, Kind=${textAt(object, 'kind')}`;
  const where = `${namespace === undefined ? '' : `${namespace}/`}${name}; ${gvk}`;
  return plainError(`failed to create typed patch object (${where}): .${field}: field not declared in schema`);
}

const jsonType = (value: unknown): string =>
  typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
const goName = (value: unknown): string =>
  Array.isArray(value) ? 'array' : isFields(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
const goType = (type: Fields): string =>
  ({ integer: textAt(type, 'format') || 'int64', boolean: 'bool', number: 'float64' })[textAt(type, 'type')] ??
  textAt(type, 'type');
