import { formatSelectorMessage } from '../kube/param-ref.ts';
import { has, rec, sizeOf, str } from '../kube/read.ts';
import { AGE, builtIn, NAME, number, text } from './common.ts';
import type { ColumnSpec, KubeObject } from './spec.ts';

const GROUP = 'admissionregistration.k8s.io';

const WEBHOOK_COLUMNS: readonly ColumnSpec[] = [NAME, number('WEBHOOKS', (object) => sizeOf(object.webhooks)), AGE];

export const mutatingwebhookconfigurations = builtIn({
  group: GROUP,
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  namespaced: false,
  title: 'Mutating Webhooks',
  section: 'cluster',
  icon: 'webhook',
  columns: WEBHOOK_COLUMNS,
});

export const validatingwebhookconfigurations = builtIn({
  group: GROUP,
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  namespaced: false,
  title: 'Validating Webhooks',
  section: 'cluster',
  icon: 'webhook',
  columns: WEBHOOK_COLUMNS,
});

function paramKind(policy: KubeObject): string {
  const given = rec(policy.spec).paramKind;
  return has(given) ? `${str(rec(given).apiVersion)}/${str(rec(given).kind)}` : '<unset>';
}

const PARAM_KIND = text('PARAMKIND', paramKind);

export const validatingadmissionpolicies = builtIn({
  group: GROUP,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  namespaced: false,
  title: 'ValidatingAdmissionPolicies',
  section: 'cluster',
  icon: 'shield-check',
  columns: [NAME, number('VALIDATIONS', (object) => sizeOf(rec(object.spec).validations)), PARAM_KIND, AGE],
});

export const mutatingadmissionpolicies = builtIn({
  group: GROUP,
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  namespaced: false,
  title: 'MutatingAdmissionPolicies',
  section: 'cluster',
  icon: 'shield-plus',
  columns: [NAME, number('MUTATIONS', (object) => sizeOf(rec(object.spec).mutations)), PARAM_KIND, AGE],
});

/** PARAMREF: `namespace/name`, `*` where no namespace is given, or the selector. Source: printers.go. */
function paramRef(binding: KubeObject): string {
  const given = rec(binding.spec).paramRef;
  if (!has(given)) return '<unset>';
  const parameter = rec(given);
  const name = str(parameter.name);
  if (name !== '') return `${str(parameter.namespace) || '*'}/${name}`;
  return has(parameter.selector) ? formatSelectorMessage(parameter.selector) : '<unset>';
}

const BINDING_COLUMNS: readonly ColumnSpec[] = [
  NAME,
  text('POLICYNAME', (binding) => str(rec(binding.spec).policyName)),
  text('PARAMREF', paramRef),
  AGE,
];

export const validatingadmissionpolicybindings = builtIn({
  group: GROUP,
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  namespaced: false,
  title: 'ValidatingAdmissionPolicyBindings',
  section: 'cluster',
  icon: 'shield-check',
  columns: BINDING_COLUMNS,
});

export const mutatingadmissionpolicybindings = builtIn({
  group: GROUP,
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  namespaced: false,
  title: 'MutatingAdmissionPolicyBindings',
  section: 'cluster',
  icon: 'shield-plus',
  columns: BINDING_COLUMNS,
});
