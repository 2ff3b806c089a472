import { rec, str } from '../kube/read.ts';
import { AGE, builtIn, NAME, protoObject, protoString, text } from './common.ts';

export const namespaces = builtIn({
  kind: 'Namespace',
  plural: 'namespaces',
  shortNames: ['ns'],
  namespaced: false,
  title: 'Namespaces',
  section: 'cluster',
  icon: 'folder',
  columns: [NAME, text('STATUS', (object) => str(rec(object.status).phase)), AGE],
  state: (object) =>
    rec(object.status).phase === 'Terminating'
      ? { role: 'progress', reason: 'Being deleted' }
      : { role: 'ok', reason: '' },
  // k8s.io/api/core/v1/generated.proto: Namespace, NamespaceStatus
  proto: protoObject({ 3: { name: 'status', type: { 1: protoString('phase') } } }),
});
