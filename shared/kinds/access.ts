import { arr, rec, str } from '../kube/read.ts';
import { AGE, builtIn, CREATED_AT, NAME, protoObject, text, wide } from './common.ts';
import type { ColumnSpec, KubeObject } from './spec.ts';

const GROUP = 'rbac.authorization.k8s.io';

export const serviceaccounts = builtIn({
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  title: 'ServiceAccounts',
  section: 'access',
  icon: 'user-cog',
  columns: [NAME, AGE],
  proto: protoObject({}),
});

export const roles = builtIn({
  group: GROUP,
  kind: 'Role',
  plural: 'roles',
  title: 'Roles',
  section: 'access',
  icon: 'scroll-text',
  columns: [NAME, CREATED_AT],
});

export const clusterroles = builtIn({
  group: GROUP,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  title: 'ClusterRoles',
  section: 'access',
  icon: 'scroll',
  columns: [NAME, CREATED_AT],
});

const subjects = (binding: KubeObject, kind: string): readonly string[] =>
  arr(binding.subjects)
    .map(rec)
    .filter((subject) => subject.kind === kind)
    .map((subject) =>
      kind === 'ServiceAccount' ? `${str(subject.namespace)}/${str(subject.name)}` : str(subject.name),
    );

/** Source: printers.go printRoleBinding, `pkg/apis/rbac/helpers.go` SubjectsStrings. */
const BINDING_COLUMNS: readonly ColumnSpec[] = [
  NAME,
  text('ROLE', (binding) => `${str(rec(binding.roleRef).kind)}/${str(rec(binding.roleRef).name)}`),
  AGE,
  wide(text('USERS', (binding) => subjects(binding, 'User').join(', '))),
  wide(text('GROUPS', (binding) => subjects(binding, 'Group').join(', '))),
  wide(text('SERVICEACCOUNTS', (binding) => subjects(binding, 'ServiceAccount').join(', '))),
];

const search = (binding: KubeObject): readonly string[] =>
  arr(binding.subjects).map((subject) => str(rec(subject).name));

export const rolebindings = builtIn({
  group: GROUP,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  title: 'RoleBindings',
  section: 'access',
  icon: 'user-check',
  columns: BINDING_COLUMNS,
  search,
});

export const clusterrolebindings = builtIn({
  group: GROUP,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  namespaced: false,
  title: 'ClusterRoleBindings',
  section: 'access',
  icon: 'users',
  columns: BINDING_COLUMNS,
  search,
});
