import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { arr, bool, has, int, type Rec, rec, str, strings } from '../kube/read.ts';
import { endpoint } from './admission.ts';
import {
  type Details,
  field,
  type Item,
  link,
  mono,
  muted,
  pem,
  section,
  state,
  table,
  text,
  time,
  type Value,
} from './model.ts';
import { schemaNodes } from './schema.ts';
import { shown } from './shown.ts';

/** An API group that another server answers. */
export function apiServiceDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const own = !has(spec.service);
  return shown(object, [
    ...field('Group', str(spec.group) === '' ? 'core' : str(spec.group)),
    ...field('Version', str(spec.version)),
    ...field('Served by', own ? 'the API server itself' : endpoint({ service: spec.service })),
    ...field('Group priority', has(spec.groupPriorityMinimum) ? int(spec.groupPriorityMinimum) : null),
    ...field('Version priority', has(spec.versionPriority) ? int(spec.versionPriority) : null),
    ...(bool(spec.insecureSkipTLSVerify) ? field('Certificate', state('not checked', 'warn')) : []),
    ...pem('Authority', str(spec.caBundle)),
  ]);
}

/** Names, versions, printer columns and the schema of the version that is stored. */
export function definitionDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const names = rec(has(rec(object.status).acceptedNames) ? rec(object.status).acceptedNames : spec.names);
  const versions = arr(spec.versions).map(rec);
  const stored = versions.find((version) => bool(version.storage)) ?? versions[0] ?? {};
  const conversion = rec(spec.conversion);
  const client = rec(rec(conversion.webhook).clientConfig);
  const schema = schemaNodes(rec(stored.schema).openAPIV3Schema);
  return shown(
    object,
    [
      ...field('Group', mono(str(spec.group))),
      ...field('Kind', str(names.kind)),
      ...field('Plural', mono(str(names.plural))),
      ...field('Singular', mono(str(names.singular))),
      ...field('Short names', strings(names.shortNames).join(', ')),
      ...field('Categories', strings(names.categories).join(', ')),
      ...field('Scope', str(spec.scope)),
      ...table('Versions', ['Version', 'Served', 'Stored', 'Subresources', ''], versions.map(versionRow)),
      ...field('Still stored as', strings(rec(object.status).storedVersions).join(', ')),
      ...field('Conversion', str(conversion.strategy) === 'Webhook' ? endpoint(client) : str(conversion.strategy)),
      ...pem('Authority of the conversion', str(client.caBundle)),
    ],
    {
      title: 'Definition',
      more: [
        ...section('columns', `Columns of ${str(stored.name)}`, columnsTable(stored)),
        ...section(
          'schema',
          `Schema of ${str(stored.name)}`,
          schema.length === 0 ? [] : [{ type: 'schema', nodes: schema }],
        ),
      ],
    },
  );
}

const yes = (value: unknown): Value => text(bool(value) ? 'yes' : 'no');

function versionRow(version: Rec): readonly Value[] {
  const deprecated = str(version.deprecationWarning) || (bool(version.deprecated) ? 'deprecated' : '');
  return [
    mono(str(version.name)),
    yes(version.served),
    yes(version.storage),
    text(Object.keys(rec(version.subresources)).join(', ')),
    deprecated === '' ? [] : state(deprecated, 'warn'),
  ];
}

const columnsTable = (version: Rec): readonly Item[] =>
  table(
    'Columns',
    ['Title', 'Type', 'Path'],
    arr(version.additionalPrinterColumns)
      .map(rec)
      .map((column) => [text(str(column.name)), text(str(column.type)), mono(str(column.jsonPath))]),
  );

/** Who holds it, since when, and when it was last renewed. */
export function leaseDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const renewed = parseTime(spec.renewTime);
  const seconds = int(spec.leaseDurationSeconds);
  return shown(
    object,
    [
      ...field('Holder', str(spec.holderIdentity) === '' ? state('nobody', 'warn') : mono(str(spec.holderIdentity))),
      ...field('Acquired', time(parseTime(spec.acquireTime))),
      ...field('Renewed', time(renewed)),
      ...field('Lasts', has(spec.leaseDurationSeconds) ? `${seconds} s after each renewal` : ''),
      ...field('Changed hands', has(spec.leaseTransitions) ? int(spec.leaseTransitions) : null),
      ...field('Strategy', str(spec.strategy)),
      ...field('Preferred holder', str(spec.preferredHolder)),
    ],
    { title: 'Lease' },
  );
}

export function leaseCandidateDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const lease = str(spec.leaseName);
  return shown(
    object,
    [
      ...field(
        'Lease',
        lease === '' ? '' : link('Lease', str(object.metadata.namespace), lease, 'coordination.k8s.io'),
      ),
      ...field('Binary version', str(spec.binaryVersion)),
      ...field('Emulates', str(spec.emulationVersion)),
      ...field('Strategy', str(spec.strategy)),
      ...field('Pinged', time(parseTime(spec.pingTime))),
      ...field('Renewed', time(parseTime(spec.renewTime))),
    ],
    { title: 'Candidate' },
  );
}

/** Whose requests go to which priority level, in which order of flow schemas. */
export function flowSchemaDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const level = str(rec(spec.priorityLevelConfiguration).name);
  const rules = arr(spec.rules).map(rec);
  return shown(
    object,
    [
      ...field(
        'Priority level',
        level === '' ? '' : link('PriorityLevelConfiguration', '', level, 'flowcontrol.apiserver.k8s.io'),
      ),
      ...field(
        'Precedence',
        has(spec.matchingPrecedence) ? `${int(spec.matchingPrecedence)}, the lowest that matches wins` : '',
      ),
      ...field('Flows by', str(rec(spec.distinguisherMethod).type) || 'one flow'),
      ...table('Requests of', ['Who', 'Verbs', 'What'], rules.flatMap(flowRows)),
    ],
    { title: 'Flow' },
  );
}

function flowRows(rule: Rec): readonly (readonly Value[])[] {
  const subjects = arr(rule.subjects).map(rec).map(subjectValue);
  const who: Value = subjects.flatMap((value, at) => (at === 0 ? value : [muted(', '), ...value]));
  const resources = arr(rule.resourceRules)
    .map(rec)
    .map((one): readonly Value[] => {
      const groups = strings(one.apiGroups).map((group) => (group === '' ? 'core' : group));
      const where = bool(one.clusterScope) ? ['cluster scope'] : [];
      const spaces = strings(one.namespaces).map((name) => (name === '*' ? 'every namespace' : name));
      return [
        who,
        mono(strings(one.verbs).join(', ')),
        [
          ...mono(strings(one.resources).join(', ')),
          muted(` of ${groups.join(', ')}; ${[...where, ...spaces].join(', ')}`),
        ],
      ];
    });
  const paths = arr(rule.nonResourceRules)
    .map(rec)
    .map((one): readonly Value[] => [
      who,
      mono(strings(one.verbs).join(', ')),
      mono(strings(one.nonResourceURLs).join(', ')),
    ]);
  return [...resources, ...paths];
}

function subjectValue(subject: Rec): Value {
  const account = rec(subject.serviceAccount);
  if (str(account.name) !== '') {
    const namespace = str(account.namespace);
    return str(account.name) === '*'
      ? text(`every ServiceAccount of ${namespace}`)
      : [muted(`${namespace}/`), ...link('ServiceAccount', namespace, str(account.name))];
  }
  const name = str(rec(subject.user).name) || str(rec(subject.group).name);
  return [muted(`${str(subject.kind)} `), ...text(name === '*' ? '(any)' : name)];
}

/** How many requests it lets through, lends, and keeps waiting. */
export function priorityLevelDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const limited = rec(spec.limited);
  const exempt = rec(spec.exempt);
  const own = has(spec.limited) ? limited : exempt;
  const queuing = rec(rec(limited.limitResponse).queuing);
  return shown(
    object,
    [
      ...field('Type', str(spec.type) === 'Exempt' ? 'Exempt: never waits' : str(spec.type)),
      ...field('Shares', has(own.nominalConcurrencyShares) ? int(own.nominalConcurrencyShares) : null),
      ...field('Lends', has(own.lendablePercent) ? `${int(own.lendablePercent)} %` : ''),
      ...field('Borrows', has(limited.borrowingLimitPercent) ? `up to ${int(limited.borrowingLimitPercent)} %` : ''),
      ...field(
        'Beyond that',
        str(rec(limited.limitResponse).type) === 'Reject'
          ? 'refused'
          : str(rec(limited.limitResponse).type) === 'Queue'
            ? 'queued'
            : '',
      ),
      ...field('Queues', has(queuing.queues) ? int(queuing.queues) : null),
      ...field('Queues a flow may use', has(queuing.handSize) ? int(queuing.handSize) : null),
      ...field('Requests a queue', has(queuing.queueLengthLimit) ? int(queuing.queueLengthLimit) : null),
    ],
    { title: 'Priority level' },
  );
}

/** A revision of a StatefulSet or DaemonSet: its number, and what it would bring back. */
export function revisionDetails(object: KubeObject): Details {
  const data = rec(object.data);
  return shown(
    object,
    [
      ...field('Revision', int(object.revision)),
      ...(Object.keys(data).length === 0
        ? []
        : [{ type: 'block' as const, label: 'Template', text: JSON.stringify(data, null, 2) }]),
    ],
    { title: 'Revision' },
  );
}

export function componentStatusDetails(object: KubeObject): Details {
  return {
    sections: [
      ...section(
        'status',
        'Status',
        table(
          'Health',
          ['Condition', 'Status', 'Message'],
          arr(object.conditions)
            .map(rec)
            .map((one) => [
              text(str(one.type)),
              state(str(one.status), one.status === 'True' ? 'ok' : 'bad'),
              text(str(one.message) || str(one.error)),
            ]),
        ),
      ),
      ...shown(object, []).sections,
    ],
    containers: [],
  };
}

/** Which API server stores a resource in which version. */
export function storageVersionDetails(object: KubeObject): Details {
  const status = rec(object.status);
  return shown(object, [
    ...field('Common version', str(status.commonEncodingVersion)),
    ...table(
      'Servers',
      ['Server', 'Stores', 'Reads'],
      arr(status.storageVersions)
        .map(rec)
        .map((one) => [
          mono(str(one.apiServerID)),
          mono(str(one.encodingVersion)),
          mono(strings(one.decodableVersions).join(', ')),
        ]),
    ),
  ]);
}

export function migrationDetails(object: KubeObject): Details {
  const resource = rec(rec(object.spec).resource);
  return shown(object, [
    ...field('Rewrites', mono([str(resource.resource), str(resource.group)].filter((word) => word !== '').join('.'))),
    ...field('Up to version', str(rec(object.status).resourceVersion)),
  ]);
}
