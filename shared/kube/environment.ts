import { parseQuantity, scaledValue } from './quantity.ts';
import { arr, bool, entry, has, type Rec, rec, str } from './read.ts';

/** A ConfigMap or Secret as far as an environment needs it. Of a Secret only its keys are known: values are `null`. */
export type EnvironmentSource =
  | { readonly type: 'found'; readonly values: ReadonlyMap<string, string | null> }
  | { readonly type: 'missing' }
  | { readonly type: 'unreadable'; readonly why: string };

export interface SourceName {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
}

export interface ResolvedVariable {
  readonly name: string;
  /** `null`: masked (then `from` says of which Secret), or not known (then `note` says why). */
  readonly value: string | null;
  readonly from: SourceName | null;
  /** A part of a sentence: `field status.podIP`, `resource limits.cpu`. Empty for a plain value and for keys. */
  readonly origin: string;
  /** What is wrong, or why the value is not known; empty otherwise. */
  readonly note: string;
  /** The note is trouble: without it the container does not start, or another value comes later. */
  readonly wrong: boolean;
}

export interface EnvironmentQuestion {
  readonly container: Rec;
  /** The pod itself; `null` in a template, whose pods have their own names and addresses. */
  readonly pod: Rec | null;
  readonly sourceOf: (kind: SourceName['kind'], name: string) => EnvironmentSource;
}

/** ConfigMaps and Secrets that a container's environment names. */
export function environmentSources(container: Rec): readonly Pick<SourceName, 'kind' | 'name'>[] {
  const found = new Map<string, Pick<SourceName, 'kind' | 'name'>>();
  const note = (kind: SourceName['kind'], ref: unknown): void => {
    const name = str(rec(ref).name);
    if (name !== '') found.set(`${kind} ${name}`, { kind, name });
  };
  for (const from of arr(container.envFrom).map(rec)) {
    note('ConfigMap', from.configMapRef);
    note('Secret', from.secretRef);
  }
  for (const variable of arr(container.env).map(rec)) {
    note('ConfigMap', rec(variable.valueFrom).configMapKeyRef);
    note('Secret', rec(variable.valueFrom).secretKeyRef);
  }
  return [...found.values()];
}

/**
 * The environment as the kubelet makes it (`pkg/kubelet/kubelet_pods.go` makeEnvironmentVariables): whole sources first, then the
 * single variables, the later one wins; `$(NAME)` stands for a variable that is known by then.
 */
export function resolveEnvironment(question: EnvironmentQuestion): readonly ResolvedVariable[] {
  const result = new Map<string, ResolvedVariable>();
  const unusable: ResolvedVariable[] = [];
  for (const from of arr(question.container.envFrom).map(rec)) {
    for (const variable of wholeSource(from, question)) {
      if (variable.from === null) unusable.push(variable);
      else result.set(variable.name, variable);
    }
  }
  for (const variable of arr(question.container.env).map(rec)) {
    const name = str(variable.name);
    // A later one takes the place of an earlier one, and its own place in the order.
    const resolved = single(name, variable, question, result);
    result.delete(name);
    result.set(name, resolved);
  }
  return [...unusable, ...result.values()];
}

const plain = (name: string, value: string | null, origin = '', note = '', wrong = false): ResolvedVariable => ({
  name,
  value,
  from: null,
  origin,
  note,
  wrong,
});

function wholeSource(from: Rec, { sourceOf }: EnvironmentQuestion): readonly ResolvedVariable[] {
  const kind = has(from.secretRef) ? 'Secret' : 'ConfigMap';
  const ref = rec(kind === 'Secret' ? from.secretRef : from.configMapRef);
  const name = str(ref.name);
  const source = sourceOf(kind, name);
  const prefix = str(from.prefix);
  if (source.type === 'found') {
    return [...source.values].map(([key, value]) => ({
      ...plain(`${prefix}${key}`, value),
      from: { kind, name, key },
    }));
  }
  const note = source.type === 'missing' ? `${kind} ${name} does not exist` : `${kind} ${name}: ${source.why}`;
  return [
    plain(`${prefix}…`, null, `all keys of ${kind} ${name}`, note, source.type === 'missing' && !bool(ref.optional)),
  ];
}

function single(
  name: string,
  variable: Rec,
  question: EnvironmentQuestion,
  known: ReadonlyMap<string, ResolvedVariable>,
): ResolvedVariable {
  if (!has(variable.valueFrom)) return plain(name, expand(str(variable.value), known));
  const from = rec(variable.valueFrom);
  if (has(from.configMapKeyRef)) return keyOf(name, 'ConfigMap', rec(from.configMapKeyRef), question);
  if (has(from.secretKeyRef)) return keyOf(name, 'Secret', rec(from.secretKeyRef), question);
  if (has(from.fieldRef)) return fieldValue(name, str(rec(from.fieldRef).fieldPath), question.pod);
  if (has(from.resourceFieldRef)) return resourceValue(name, rec(from.resourceFieldRef), question);
  return plain(name, null, Object.keys(from).join(', '), 'known inside the container only');
}

function keyOf(name: string, kind: SourceName['kind'], ref: Rec, { sourceOf }: EnvironmentQuestion): ResolvedVariable {
  const from: SourceName = { kind, name: str(ref.name), key: str(ref.key) };
  const source = sourceOf(kind, from.name);
  const missing = (what: string): ResolvedVariable => {
    const optional = bool(ref.optional);
    return { ...plain(name, null, '', `${what}${optional ? ', optional: not set' : ''}`, !optional), from };
  };
  if (source.type === 'missing') return missing(`${kind} ${from.name} does not exist`);
  if (source.type === 'unreadable') return { ...plain(name, null, '', source.why), from };
  const value = source.values.get(from.key);
  return value === undefined ? missing(`${kind} ${from.name} has no key ${from.key}`) : { ...plain(name, value), from };
}

const MAP_FIELD = /^metadata\.(labels|annotations)\['([^']*)'\]$/;

function fieldValue(name: string, path: string, pod: Rec | null): ResolvedVariable {
  const origin = `field ${path}`;
  if (pod === null) return plain(name, null, origin, 'each pod has its own');
  const metadata = rec(pod.metadata);
  const status = rec(pod.status);
  const spec = rec(pod.spec);
  const map = MAP_FIELD.exec(path);
  if (map !== null) return plain(name, entry(metadata[map[1] ?? ''], map[2] ?? '') ?? '', origin);
  const ips = (list: unknown): string =>
    arr(list)
      .map((one) => str(rec(one).ip))
      .join(',');
  const values: Readonly<Record<string, string>> = {
    'metadata.name': str(metadata.name),
    'metadata.namespace': str(metadata.namespace),
    'metadata.uid': str(metadata.uid),
    'spec.nodeName': str(spec.nodeName),
    'spec.serviceAccountName': str(spec.serviceAccountName),
    'status.hostIP': str(status.hostIP),
    'status.hostIPs': ips(status.hostIPs),
    'status.podIP': str(status.podIP),
    'status.podIPs': ips(status.podIPs),
  };
  const value = Object.hasOwn(values, path) ? values[path] : undefined;
  return value === undefined
    ? plain(name, null, origin, 'not a field that can be read here')
    : plain(name, value, origin);
}

/** Source: `pkg/api/v1/resource` ExtractContainerResourceValue: rounded up in units of the divisor. */
function resourceValue(name: string, ref: Rec, { container, pod }: EnvironmentQuestion): ResolvedVariable {
  const of = str(ref.containerName);
  const resource = str(ref.resource);
  const origin = `resource ${resource}${of === '' ? '' : ` of ${of}`}`;
  const owner = of === '' || of === str(container.name) ? container : containerNamed(pod, of);
  const [what = '', ...rest] = resource.split('.');
  const kind = rest.join('.');
  const amount = parseQuantity(str(rec(rec(owner?.resources)[what])[kind]));
  if (amount === null) {
    return what === 'limits' ? plain(name, null, origin, 'no limit: what the node can give') : plain(name, '0', origin);
  }
  const scale = kind === 'cpu' ? -3 : 0;
  const divisor = parseQuantity(str(ref.divisor)) ?? parseQuantity('1');
  const by = divisor === null ? 1 : scaledValue(divisor, scale);
  // A divisor of 0 stands for 1.
  const one = kind === 'cpu' ? 1_000 : 1;
  return plain(name, String(Math.ceil(scaledValue(amount, scale) / (by === 0 ? one : by))), origin);
}

function containerNamed(pod: Rec | null, name: string): Rec | undefined {
  const spec = rec(pod?.spec);
  return [...arr(spec.containers), ...arr(spec.initContainers)].map(rec).find((one) => one.name === name);
}

/** Source: `third_party/forked/golang/expansion`. What is masked or unknown stays as it is written. */
export function expand(text: string, known: ReadonlyMap<string, Pick<ResolvedVariable, 'value'>>): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (written, name: string | undefined) =>
    written === '$$' ? '$' : (known.get(name ?? '')?.value ?? written),
  );
}
