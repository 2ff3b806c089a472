/**
 * Names of what a workload's controllers make, as a pattern over the OBJECT column of events (`pod/web-7d8f-x2k9f`). By names, not
 * by owners, since events outlive the pods they are about. Hashes and suffixes are of the letters that `rand.SafeEncodeString` and
 * `rand.String` use, so `web` does not take the pods of `web-api` for its own.
 */
const LETTERS = '[bcdfghjklmnpqrstvwxz2456789]';
const POD = `${LETTERS}{5}`;
const HASH = `${LETTERS}{1,10}`;

const made: ReadonlyMap<string, (name: string) => readonly string[]> = new Map([
  [
    'deployments.apps',
    (name: string) => [`deployment/${name}`, `replicaset/${name}-${HASH}`, `pod/${name}-${HASH}-${POD}`],
  ],
  ['replicasets.apps', (name: string) => [`replicaset/${name}`, `pod/${name}-${POD}`]],
  ['replicationcontrollers', (name: string) => [`replicationcontroller/${name}`, `pod/${name}-${POD}`]],
  ['daemonsets.apps', (name: string) => [`daemonset/${name}`, `pod/${name}-${POD}`]],
  [
    'statefulsets.apps',
    (name: string) => [`statefulset/${name}`, `pod/${name}-[0-9]+`, `persistentvolumeclaim/[a-z0-9.-]+-${name}-[0-9]+`],
  ],
  // A pod of an indexed Job carries its index.
  ['jobs.batch', (name: string) => [`job/${name}`, `pod/${name}-([0-9]+-)?${POD}`]],
  [
    'cronjobs.batch',
    (name: string) => [`cronjob/${name}`, `job/${name}-[0-9]+`, `pod/${name}-[0-9]+-([0-9]+-)?${POD}`],
  ],
]);

export const hasChildren = (kind: string): boolean => made.has(kind);

/** The pattern, anchored at both ends; `null` for kinds whose events are their own only. */
export function familyPattern(kind: string, name: string): string | null {
  const parts = made.get(kind)?.(name.replace(/[.\\+*?()|[\]{}^$]/g, '\\$&'));
  return parts === undefined ? null : `^(${parts.join('|')})$`;
}

/** The same as a term of the filter language; a slash inside a pattern is escaped there. */
export function familyFilter(kind: string, name: string): string | null {
  const pattern = familyPattern(kind, name);
  return pattern === null ? null : `object:/${pattern.replaceAll('/', '\\/')}/`;
}
