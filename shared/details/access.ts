import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, type Rec, rec, str, strings } from '../kube/read.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, link, mono, muted, section, table, text, type Value } from './model.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Access', items), ...metadataSection(object)],
  containers: [],
});

/** `describe.go` describeRole, describeClusterRole. */
export function roleDetails(object: KubeObject): Details {
  const rules = arr(object.rules)
    .map(rec)
    .map((rule): readonly Value[] => [
      mono(strings(rule.verbs).join(', ')),
      mono(resources(rule)),
      mono(strings(rule.resourceNames).join(', ')),
    ]);
  const selectors = arr(rec(object.aggregationRule).clusterRoleSelectors).map((selector) =>
    mono(JSON.stringify(selector)),
  );
  return details(object, [
    ...table('Rules', ['Verbs', 'Resources', 'Names'], rules),
    ...lines('Aggregates', selectors),
    ...(rules.length === 0 ? field('Rules', 'none: grants nothing') : []),
  ]);
}

/** `pods, deployments.apps`, or the paths of a rule about URLs. */
function resources(rule: Rec): string {
  const paths = strings(rule.nonResourceURLs);
  const groups = strings(rule.apiGroups);
  const names = strings(rule.resources).flatMap((name) =>
    groups.map((group) => (group === '' ? name : `${name}.${group}`)),
  );
  return [...names, ...paths].join(', ');
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
