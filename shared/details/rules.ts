import { arr, rec, strings } from '../kube/read.ts';
import { type Item, mono, muted, table, text, type Value } from './model.ts';

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const;

interface Granted {
  readonly what: string;
  readonly only: string;
  readonly verbs: Set<string>;
}

/**
 * RBAC rules as a table: a line for each resource (with the names it is limited to), a column for each verb. Rules about the same
 * resource are put together, as `describe.go` does (CompactRules), and wildcards are said as what they mean.
 */
export function rulesTable(rules: unknown): readonly Item[] {
  const found = new Map<string, Granted>();
  for (const rule of arr(rules).map(rec)) {
    const names = strings(rule.resourceNames).join(', ');
    for (const what of [...resources(rule), ...strings(rule.nonResourceURLs)]) {
      const key = `${what}\n${names}`;
      const entry = found.get(key) ?? { what, only: names, verbs: new Set<string>() };
      for (const verb of strings(rule.verbs)) entry.verbs.add(verb);
      found.set(key, entry);
    }
  }
  const rows = [...found.values()].sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0)).map(row);
  return table('Rules', ['Resource', ...VERBS, 'And'], rows);
}

function row({ what, only, verbs }: Granted): readonly Value[] {
  const all = verbs.has('*');
  const others = [...verbs].filter((verb) => verb !== '*' && !VERBS.some((known) => known === verb));
  return [
    [...mono(what), ...(only === '' ? [] : [muted(` only ${only}`)])],
    ...VERBS.map((verb): Value => (all || verbs.has(verb) ? text('✓') : [])),
    text(all ? 'everything' : others.join(', ')),
  ];
}

/** `deployments.apps`; `*` of every group is everything. */
function resources(rule: Readonly<Record<string, unknown>>): readonly string[] {
  const groups = strings(rule.apiGroups);
  return strings(rule.resources).flatMap((name) =>
    groups.map((group) => {
      if (name === '*' && group === '*') return 'every resource';
      if (name === '*') return `every resource of ${group === '' ? 'the core group' : group}`;
      return group === '' ? name : group === '*' ? `${name} of every group` : `${name}.${group}`;
    }),
  );
}
