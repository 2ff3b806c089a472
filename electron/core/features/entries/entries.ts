import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { audited } from '../objects/audit.ts';
import { editEntries, editWords } from './edit.ts';
import { readPem } from './pem.ts';
import { entriesOf, readRaw } from './read.ts';

type Names = 'entries.get' | 'entries.edit' | 'certificates.read';

export function entryHandlers(core: Core): HandlersOf<Names> {
  return {
    'entries.get': async ({ clusterId, ...ref }, from) =>
      entriesOf(ref.kind, await readRaw(core.cluster(clusterId), ref, core.signal(from))),
    'entries.edit': ({ clusterId, ...edit }, from) => {
      const cluster = core.cluster(clusterId);
      const ref = { kind: edit.kind, namespace: edit.namespace, name: edit.name };
      const verb = `edit keys (${editWords(edit.changes)}) of`;
      return audited(core, cluster, { verb, ref, dryRun: edit.dryRun }, async () => {
        const value = await editEntries(cluster, edit, core.signal(from));
        return { value, result: `done, resourceVersion ${value.resourceVersion}` };
      });
    },
    'certificates.read': ({ pem }) => readPem(pem),
  };
}
