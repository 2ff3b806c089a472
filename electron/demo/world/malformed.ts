import { hashText, uidOf } from '../random.ts';
import { timestamp } from '../types.ts';
import type { World } from './world.ts';

export const MALFORMED = ['null-spec', 'huge-label', 'bidi', 'ansi', 'proto', 'big-configmap'] as const;
export type Malformed = (typeof MALFORMED)[number];

/** Objects as no server should send them, and some do. They go straight into the store, past every check. Returns `resource namespace/name`. */
export function makeMalformed(world: World, kind: Malformed, namespace: string): string {
  const name = `malformed-${kind}`;
  const metadata = { name, namespace, uid: uidOf(hashText(kind), 99), creationTimestamp: timestamp(world.now()) };
  const pod = { kind: 'Pod', apiVersion: 'v1' };
  const spec = { containers: [{ name: 'main', image: 'busybox' }] };
  const put = (resource: string, object: object): string => {
    // Deliberately not what the type says: that is the fault.
    world.store.putObject(resource, object as Parameters<World['store']['putObject']>[1]);
    return `${resource} ${namespace}/${name}`;
  };
  switch (kind) {
    case 'null-spec':
      return put('pods', {
        ...pod,
        metadata: { ...metadata, labels: null, ownerReferences: null },
        spec: null,
        status: null,
      });
    case 'huge-label':
      return put('pods', {
        ...pod,
        metadata: { ...metadata, labels: { app: 'x'.repeat(1_000_000) }, annotations: { long: 'é'.repeat(200_000) } },
        spec,
        status: { phase: 'Running' },
      });
    case 'bidi':
      return put('pods', {
        ...pod,
        metadata: { ...metadata, labels: { app: '\u202Egnp.exe\u202C', 'zero\u200Bwidth': '\u2066x\u2069' } },
        spec,
        status: { phase: 'Pending', reason: '\u202Ednuof-ton' },
      });
    case 'ansi':
      return put('pods', {
        ...pod,
        metadata: { ...metadata, annotations: { note: '\u001b[2J\u001b]52;c;aGk=\u0007' } },
        spec: { containers: [{ name: 'main', image: '\u001b[31mred\u001b[0m:latest' }] },
        status: { phase: 'Failed', reason: '\u001b[31mERROR\u001b[0m\r\nsecond line' },
      });
    case 'proto': {
      const labels: unknown = JSON.parse(
        '{"__proto__":"polluted","constructor":"x","toString":"y","hasOwnProperty":"z"}',
      );
      return put('pods', {
        ...pod,
        metadata: { ...metadata, labels, annotations: labels },
        spec,
        status: { phase: 'Running', containerStatuses: {} },
      });
    }
    case 'big-configmap':
      return put('configmaps', {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata,
        data: { 'big.txt': 'portolan '.repeat(174_763) },
      });
  }
}
