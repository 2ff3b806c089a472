import type { Mutant } from './mutant.ts';

/** What may be done to whom (`CLUSTERS.md` §12, `SAFETY.md` §1 Actions). */
export const actionMutants: readonly Mutant[] = [
  {
    rule: 'closing a cluster ends its operations',
    file: 'electron/core/features/operations/cluster-operations.ts',
    find: 'for (const operation of this.#held.values()) operation.cancel(0);',
    replace: '',
    test: 'electron/core/features/operations/operations.test.ts',
    named: 'closing a cluster ends its operations',
  },
  {
    rule: 'a retry is for what did not succeed',
    file: 'electron/core/features/operations/running.ts',
    find: "state === 'failed' || state === 'cancelled' ? [at] : []",
    replace: "state !== 'running' ? [at] : []",
    test: 'electron/core/features/operations/operations.test.ts',
    named: 'tried again, and only those',
  },
  {
    rule: 'cancelled, nothing more is begun',
    file: 'electron/core/features/operations/running.ts',
    find: 'if (!this.#cancelling) await this.#one(at);',
    replace: 'await this.#one(at);',
    test: 'electron/core/features/operations/operations.test.ts',
    named: 'what has not begun is left alone',
  },
  {
    rule: 'another object of the name is not acted upon',
    file: 'electron/core/features/objects/patch.ts',
    find: 'uid === null ? {} : { metadata: { uid } };',
    replace: 'uid === null ? {} : {};',
    test: 'electron/core/features/actions/actions.test.ts',
    named: 'another object of the name is a conflict',
  },
  {
    rule: 'rollback: the hash of the ReplicaSet stays there',
    file: 'electron/core/features/actions/rollback.ts',
    find: 'const template = toJson(withoutHash(to.template));',
    replace: 'const template = toJson(to.template);',
    test: 'electron/core/features/actions/actions.test.ts',
    named: 'without its hash',
  },
  {
    rule: 'rollback: the Deployment’s own annotations stay',
    file: 'electron/core/features/actions/rollback.ts',
    find: 'const own = entriesOf(node).filter(({ key }) => ownAnnotations.has(key));',
    replace: 'const own = entriesOf(node);',
    test: 'electron/core/features/actions/actions.test.ts',
    named: 'without its hash',
  },
];
