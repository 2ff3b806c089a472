import { arr, bool, has, type Rec, rec, str } from '../kube/read.ts';
import { link, mono, muted, type Part, type Value } from './model.ts';

/** One variable and where its value comes from, with the source as a link. Source: `describe.go` describeContainerEnvVars. */
export function environmentRows(container: Rec, namespace: string): readonly (readonly Value[])[] {
  const single = arr(container.env)
    .map(rec)
    .map((variable) => [mono(str(variable.name)), valueFor(variable, namespace)]);
  const whole = arr(container.envFrom)
    .map(rec)
    .map((source) => [
      mono(str(source.prefix) === '' ? 'all keys' : `all keys, as ${str(source.prefix)}…`),
      allOf(source, namespace),
    ]);
  return [...single, ...whole];
}

const optional = (source: Rec): readonly Part[] => (bool(source.optional) ? [muted(' (optional)')] : []);

function valueFor(variable: Rec, namespace: string): Value {
  if (!has(variable.valueFrom)) return mono(str(variable.value));
  const from = rec(variable.valueFrom);
  if (has(from.configMapKeyRef)) return keyOf('ConfigMap', rec(from.configMapKeyRef), namespace);
  if (has(from.secretKeyRef)) return keyOf('Secret', rec(from.secretKeyRef), namespace);
  if (has(from.fieldRef)) return [muted('field '), ...mono(str(rec(from.fieldRef).fieldPath))];
  if (has(from.resourceFieldRef)) {
    const ref = rec(from.resourceFieldRef);
    const container = str(ref.containerName);
    return [muted(container === '' ? 'resource ' : `resource of ${container} `), ...mono(str(ref.resource))];
  }
  return [muted('another source: '), ...mono(JSON.stringify(from))];
}

function keyOf(kind: 'ConfigMap' | 'Secret', source: Rec, namespace: string): Value {
  return [
    muted('key '),
    ...mono(str(source.key)),
    muted(` of ${kind} `),
    ...link(kind, namespace, str(source.name)),
    ...optional(source),
  ];
}

function allOf(source: Rec, namespace: string): Value {
  const kind = has(source.secretRef) ? 'Secret' : 'ConfigMap';
  const ref = rec(has(source.secretRef) ? source.secretRef : source.configMapRef);
  return [muted(`${kind} `), ...link(kind, namespace, str(ref.name)), ...optional(ref)];
}
