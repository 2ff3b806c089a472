import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, rec, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, link, mono, muted, section, table, text, type Value } from './model.ts';
import { rulesTable } from './rules.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Access', items), ...metadataSection(object)],
  containers: [],
});

/** `describe.go` describeRole, describeClusterRole. */
export function roleDetails(object: KubeObject): Details {
  const rules = rulesTable(object.rules);
  const selectors = arr(rec(object.aggregationRule).clusterRoleSelectors).map((selector) =>
    mono(formatLabelSelector(selector)),
  );
  return details(object, [
    ...lines('Takes the rules of', selectors),
    ...rules,
    ...(rules.length === 0 ? field('Rules', 'none: grants nothing') : []),
  ]);
}

/** `describe.go` describeRoleBinding, describeClusterRoleBinding. */
export function bindingDetails(object: KubeObject): Details {
  const ref = rec(object.roleRef);
  const namespace = str(object.metadata.namespace);
  const subjects = arr(object.subjects)
    .map(rec)
    .map((subject): readonly Value[] => [
      text(str(subject.kind)),
      subject.kind === 'ServiceAccount'
        ? link('ServiceAccount', str(subject.namespace), str(subject.name))
        : text(str(subject.name)),
      text(str(subject.namespace)),
    ]);
  const kind = str(ref.kind);
  return details(object, [
    ...field('Role', [
      muted(`${kind} `),
      ...link(kind, kind === 'Role' ? namespace : '', str(ref.name), 'rbac.authorization.k8s.io'),
    ]),
    ...table('Subjects', ['Kind', 'Name', 'Namespace'], subjects),
    ...(subjects.length === 0 ? field('Subjects', 'none') : []),
  ]);
}

/** `describe.go` describeServiceAccount. */
export function serviceAccountDetails(object: KubeObject): Details {
  const namespace = str(object.metadata.namespace);
  const secrets = (list: unknown) => arr(list).map((secret) => link('Secret', namespace, str(rec(secret).name)));
  return details(object, [
    ...lines('Image pull secrets', secrets(object.imagePullSecrets)),
    ...lines('Mountable secrets', secrets(object.secrets)),
    ...field(
      'Token mounted',
      object.automountServiceAccountToken === false ? 'no' : bool(object.automountServiceAccountToken) ? 'yes' : '',
    ),
  ]);
}
