import { describe, expect, it } from 'vitest';
import { type EnvironmentSource, environmentSources, expand, resolveEnvironment } from './environment.ts';

const resolve = (container: Record<string, unknown>, pod: Record<string, unknown> | null = null) =>
  resolveEnvironment({
    container,
    pod,
    sourceOf: (kind, name): EnvironmentSource =>
      name === 'gone'
        ? { type: 'missing' }
        : name === 'closed'
          ? { type: 'unreadable', why: 'you may not read it' }
          : { type: 'found', values: new Map([['k', kind === 'Secret' ? null : 'v']]) },
  }).map(
    ({ name, value, note, wrong }) => `${name}=${value ?? '?'}${note === '' ? '' : ` (${note}${wrong ? '!' : ''})`}`,
  );

const keyRef = (kind: 'configMapKeyRef' | 'secretKeyRef', name: string, key: string, optional = false) => ({
  valueFrom: { [kind]: { name, key, optional } },
});

describe('an environment', () => {
  it.each([
    ['a plain value', [{ name: 'A', value: '1' }], ['A=1']],
    [
      'the later one wins, in its own place',
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
        { name: 'A', value: '3' },
      ],
      ['B=2', 'A=3'],
    ],
    [
      'a reference to one that came before',
      [
        { name: 'A', value: '1' },
        { name: 'B', value: '$(A)-$(C)-$$(A)' },
      ],
      ['A=1', 'B=1-$(C)-$(A)'],
    ],
    ['a key', [{ name: 'A', ...keyRef('configMapKeyRef', 'c', 'k') }], ['A=v']],
    [
      'a masked key stays masked where it is used',
      [
        { name: 'A', ...keyRef('secretKeyRef', 's', 'k') },
        { name: 'B', value: '$(A)' },
      ],
      ['A=?', 'B=$(A)'],
    ],
    ['a missing key', [{ name: 'A', ...keyRef('configMapKeyRef', 'c', 'x') }], ['A=? (ConfigMap c has no key x!)']],
    [
      'a missing source, optional',
      [{ name: 'A', ...keyRef('secretKeyRef', 'gone', 'x', true) }],
      ['A=? (Secret gone does not exist, optional: not set)'],
    ],
    [
      'one that may not be read',
      [{ name: 'A', ...keyRef('secretKeyRef', 'closed', 'x') }],
      ['A=? (you may not read it)'],
    ],
    [
      'a field, in a template',
      [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      ['A=? (each pod has its own)'],
    ],
  ])('%s', (_, env, expected) => expect(resolve({ env })).toEqual(expected));

  it('whole sources come first, under their prefix; single variables replace them', () => {
    const envFrom = [{ prefix: 'P_', configMapRef: { name: 'c' } }, { secretRef: { name: 'gone' } }];
    expect(resolve({ envFrom, env: [{ name: 'P_k', value: 'own' }] })).toEqual([
      '…=? (Secret gone does not exist!)',
      'P_k=own',
    ]);
    expect(environmentSources({ envFrom, env: [{ name: 'A', ...keyRef('secretKeyRef', 's', 'k') }] })).toEqual([
      { kind: 'ConfigMap', name: 'c' },
      { kind: 'Secret', name: 'gone' },
      { kind: 'Secret', name: 's' },
    ]);
  });

  it('fields and resources of a pod', () => {
    const pod = {
      metadata: { name: 'web', labels: { 'a/b': 'x' } },
      status: { podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd::1' }] },
    };
    const of = (fieldPath: string) => ({ name: 'A', valueFrom: { fieldRef: { fieldPath } } });
    expect(resolve({ env: [of("metadata.labels['a/b']")] }, pod)).toEqual(['A=x']);
    expect(resolve({ env: [of('status.podIPs')] }, pod)).toEqual(['A=10.0.0.1,fd::1']);
    const resources = { limits: { cpu: '1500m', memory: '100Mi' } };
    const limit = (resource: string, divisor?: string) => ({
      name: 'A',
      valueFrom: { resourceFieldRef: { resource, divisor } },
    });
    expect(resolve({ resources, env: [limit('limits.cpu')] }, pod)).toEqual(['A=2']);
    expect(resolve({ resources, env: [limit('limits.cpu', '1m')] }, pod)).toEqual(['A=1500']);
    expect(resolve({ resources, env: [limit('limits.memory', '1Mi')] }, pod)).toEqual(['A=100']);
    expect(resolve({ env: [limit('limits.cpu')] }, pod)).toEqual(['A=? (no limit: what the node can give)']);
    expect(resolve({ env: [limit('requests.cpu')] }, pod)).toEqual(['A=0']);
  });

  it('expansion is Go’s: $$ is a $, the unknown stays', () => {
    expect(expand('$$(A) $(A) $(B) $A $( ', new Map([['A', { value: 'x' }]]))).toBe('$(A) x $(B) $A $( ');
  });
});
