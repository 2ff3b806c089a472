import type { KindInfo } from '../contract/catalog.ts';
import type { RelatedObject } from '../contract/relations.ts';
import { formatCell } from '../kinds/format.ts';
import { kindById } from '../kinds/index.ts';
import type { KubeObject, StateRole } from '../kinds/spec.ts';
import { arr, rec, str } from '../kube/read.ts';

/** One line about an object that was read. Only its metadata may be there; then nothing is said of its state. */
export function relatedOf(info: KindInfo, object: KubeObject, how: readonly string[]): RelatedObject {
  const whole = object.spec !== undefined || object.status !== undefined;
  return {
    kind: info.id,
    kindName: info.kind,
    namespace: info.namespaced ? str(object.metadata.namespace) : '',
    name: object.metadata.name,
    uid: object.metadata.uid,
    ...(whole ? stateOf(info, object) : { state: 'off', status: '' }),
    how,
  };
}

function stateOf(info: KindInfo, object: KubeObject): { readonly state: StateRole; readonly status: string } {
  const declared = kindById(info.id);
  if (declared === undefined) return readiness(object);
  const state = declared.state(object).role;
  const status = declared.columns.find((column) => column.title === 'STATUS');
  // Ages in a status move on: a line that is read once must not hold one.
  if (status?.format === 'text') return { state, status: formatCell(status.value(object), 'text', { now: 0 }) };
  const ready = declared.columns.find((column) => column.title === 'READY');
  if (ready?.format !== 'ratio') return { state, status: '' };
  return { state, status: `${formatCell(ready.value(object), 'ratio', { now: 0 })} ready` };
}

/** A custom resource, by the condition that nearly all of them have. */
function readiness(object: KubeObject): { readonly state: StateRole; readonly status: string } {
  const conditions = arr(rec(object.status).conditions).map(rec);
  const ready = conditions.find((condition) => condition.type === 'Ready' || condition.type === 'Available');
  if (ready === undefined) return { state: 'off', status: '' };
  if (ready.status === 'True') return { state: 'ok', status: str(ready.type).toLowerCase() };
  const reason = str(ready.reason);
  return { state: ready.status === 'False' ? 'warn' : 'unknown', status: reason === '' ? 'not ready' : reason };
}
