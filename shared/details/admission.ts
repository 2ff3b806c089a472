import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import {
  type Details,
  field,
  type Item,
  lines,
  link,
  mono,
  muted,
  pem,
  type Section,
  section,
  state,
  table,
  text,
  type Value,
} from './model.ts';
import { shown } from './shown.ts';

const ADMISSION = 'admissionregistration.k8s.io';

/** Every webhook as a section: where it is asked, about what, and what happens when it does not answer. */
export function webhooksDetails(object: KubeObject): Details {
  const hooks = arr(object.webhooks).map(rec);
  return shown(object, field('Webhooks', hooks.length), { more: hooks.flatMap(webhookSection) });
}

function webhookSection(hook: Rec, at: number): readonly Section[] {
  const client = rec(hook.clientConfig);
  const ignores = str(hook.failurePolicy) === 'Ignore';
  return section(`webhook-${at}`, str(hook.name) || `Webhook ${at + 1}`, [
    ...field('Asks', endpoint(client)),
    ...table('About', ['Operations', 'Resources', 'Scope'], arr(hook.rules).map(rec).map(ruleRow)),
    ...field('Unless it answers', ignores ? 'the request goes through' : state('the request is refused', 'warn')),
    ...field('Time limit', has(hook.timeoutSeconds) ? `${int(hook.timeoutSeconds)} s` : ''),
    ...selectorItem('In namespaces', hook.namespaceSelector),
    ...selectorItem('Objects', hook.objectSelector),
    ...conditionLines(hook.matchConditions),
    ...field('Match policy', str(hook.matchPolicy)),
    ...field('Side effects', str(hook.sideEffects)),
    ...field('Asked again', str(hook.reinvocationPolicy)),
    ...pem('Authority', str(client.caBundle)),
  ]);
}

/** A Service with its path, or an address. */
export function endpoint(client: Rec): Value {
  const service = rec(client.service);
  if (str(service.name) === '') return mono(str(client.url));
  const path = str(service.path);
  const port = has(service.port) ? `:${int(service.port)}` : '';
  return [
    muted(`${str(service.namespace)}/`),
    ...link('Service', str(service.namespace), str(service.name)),
    muted(`${port}${path === '' || path.startsWith('/') ? path : `/${path}`}`),
  ];
}

/** `apps/v1 deployments, deployments/scale`. */
export function ruleRow(rule: Rec): readonly Value[] {
  const groups = strings(rule.apiGroups).map((group) => (group === '' ? 'core' : group));
  const versions = strings(rule.apiVersions);
  const of = `${groups.join(', ')} ${versions.join(', ')}`;
  const names = strings(rule.resourceNames);
  return [
    mono(strings(rule.operations).join(', ')),
    [
      ...mono(strings(rule.resources).join(', ')),
      muted(` of ${of === '* *' ? 'every group' : of}${names.length === 0 ? '' : `, only ${names.join(', ')}`}`),
    ],
    text(str(rule.scope) === '*' || str(rule.scope) === '' ? 'any' : str(rule.scope)),
  ];
}

const selectorItem = (label: string, selector: unknown): readonly Item[] => {
  const words = formatLabelSelector(selector);
  return words === '<none>' ? [] : field(label, mono(words));
};

const conditionLines = (conditions: unknown): readonly Item[] =>
  lines(
    'Only if',
    arr(conditions)
      .map(rec)
      .map((one) => [muted(`${str(one.name)}: `), ...mono(str(one.expression))]),
  );

function matchItems(constraints: Rec): readonly Item[] {
  return [
    ...table('About', ['Operations', 'Resources', 'Scope'], arr(constraints.resourceRules).map(rec).map(ruleRow)),
    ...table(
      'But not',
      ['Operations', 'Resources', 'Scope'],
      arr(constraints.excludeResourceRules).map(rec).map(ruleRow),
    ),
    ...selectorItem('In namespaces', constraints.namespaceSelector),
    ...selectorItem('Objects', constraints.objectSelector),
    ...field('Match policy', str(constraints.matchPolicy)),
  ];
}

/** Validating and mutating policies: what they are about, what they demand or change, in CEL. */
export function policyDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const parameters = rec(spec.paramKind);
  const demands = arr(spec.validations)
    .map(rec)
    .map((one): readonly Value[] => [
      mono(str(one.expression)),
      text(str(one.message) || (str(one.messageExpression) === '' ? '' : `= ${str(one.messageExpression)}`)),
    ]);
  const changes = arr(spec.mutations)
    .map(rec)
    .map((one): readonly Value[] => [
      text(str(one.patchType)),
      mono(str(rec(one.applyConfiguration).expression) || str(rec(one.jsonPatch).expression)),
    ]);
  const variables = arr(spec.variables)
    .map(rec)
    .map((one): readonly Value[] => [mono(str(one.name)), mono(str(one.expression))]);
  return shown(
    object,
    [
      ...field(
        'Parameters',
        str(parameters.kind) === '' ? '' : `${str(parameters.kind)} (${str(parameters.apiVersion)})`,
      ),
      ...matchItems(rec(spec.matchConstraints)),
      ...conditionLines(spec.matchConditions),
      ...table('Demands', ['Expression', 'Else'], demands),
      ...table('Changes', ['How', 'Expression'], changes),
      ...table('Variables', ['Name', 'Expression'], variables),
      ...table(
        'Notes in the audit log',
        ['Key', 'Expression'],
        arr(spec.auditAnnotations)
          .map(rec)
          .map((one): readonly Value[] => [mono(str(one.key)), mono(str(one.valueExpression))]),
      ),
      ...field('When it fails', str(spec.failurePolicy)),
      ...field('Asked again', str(spec.reinvocationPolicy)),
      ...warnings(object),
    ],
    { title: 'Policy' },
  );
}

/** What the server's type check of the expressions says. */
const warnings = (object: KubeObject): readonly Item[] =>
  lines(
    'Type check',
    arr(rec(rec(object.status).typeChecking).expressionWarnings)
      .map(rec)
      .map((one) => [...state(str(one.warning), 'warn'), muted(` ${str(one.fieldRef)}`)]),
  );

export const policyBindingDetails =
  (policyKind: string) =>
  (object: KubeObject): Details => {
    const spec = rec(object.spec);
    const parameter = rec(spec.paramRef);
    const name = str(parameter.name);
    return shown(
      object,
      [
        ...field('Policy', str(spec.policyName) === '' ? '' : link(policyKind, '', str(spec.policyName), ADMISSION)),
        ...lines(
          'Does',
          strings(spec.validationActions).map((action) => text(action)),
        ),
        ...field(
          'Parameters',
          has(spec.paramRef)
            ? `${name === '' ? formatLabelSelector(parameter.selector) : name}${str(parameter.namespace) === '' ? '' : ` in ${str(parameter.namespace)}`}${str(parameter.parameterNotFoundAction) === '' ? '' : `; if there are none: ${str(parameter.parameterNotFoundAction)}`}`
            : '',
        ),
        ...matchItems(rec(spec.matchResources)),
        ...(bool(spec.suspend) ? field('Suspended', 'yes') : []),
      ],
      { title: 'Binding' },
    );
  };
