import { describe, expect, it } from 'vitest';
import { type ExtraColumn, extraReader, protoWith, withExtras } from './extra.ts';
import type { Cell, KubeObject } from './spec.ts';
import { nodeRoom, podRoom, usedOf } from './usage.ts';

const pod = (containers: readonly object[], more: object = {}, metadata: object = {}): KubeObject => ({
  metadata: { name: 'web', uid: '1', ...metadata },
  spec: { containers, ...more },
});
const cell = (column: ExtraColumn, object: KubeObject, secret = false): Cell => {
  const { source } = extraReader('pods', column, secret);
  return source.type === 'object' ? source.value(object) : null;
};
const path = (text: string, format: 'text' | 'number' | 'quantity' | 'age' = 'text'): ExtraColumn => ({
  type: 'path',
  path: text,
  title: 'X',
  format,
});

describe('columns from paths, as kubectl custom-columns takes them', () => {
  const object = pod(
    [
      { name: 'a', image: 'x' },
      { name: 'b', image: 'y' },
    ],
    { replicas: 3 },
    { labels: { 'a.b/c': 'd' } },
  );
  it.each<[string, Cell]>([
    ['.metadata.name', 'web'],
    ['{.metadata.name}', 'web'],
    ['metadata.name', 'web'],
    ['.spec.containers[*].image', 'x,y'],
    ['.spec.containers[?(@.name=="b")].image', 'y'],
    ['.metadata.labels.a\\.b/c', 'd'],
    ['.spec.nothing', '<none>'],
    ['.spec.replicas', '3'],
    ['.spec.containers[0]', '{"image":"x","name":"a"}'],
  ])('%s', (text, expected) => {
    expect(cell(path(text), object)).toBe(expected);
  });
  it('are numbers and dates where asked', () => {
    expect(cell(path('.spec.replicas', 'number'), object)).toBe(3);
    expect(cell(path('.metadata.at', 'age'), pod([], {}, { at: '2026-01-01T00:00:00Z' }))).toBe(Date.UTC(2026, 0, 1));
    expect(cell(path('.metadata.name', 'number'), object)).toBe('web');
  });
  it('say when they are none', () => {
    for (const wrong of ['{.a', '{{.a}}', '[', '.a['])
      expect(extraReader('pods', path(wrong), false).problem).toBeDefined();
    expect(extraReader('pods', path('.a'), false).problem).toBeUndefined();
  });
});

describe('room', () => {
  const resources = (cpu: string, memory: string, limit?: string) => ({
    resources: { requests: { cpu, memory }, ...(limit === undefined ? {} : { limits: { cpu: limit } }) },
  });
  it('of a pod is the sum of what runs side by side; a limit only where all have one', () => {
    const sidecar = { ...resources('50m', '64Mi', '0.5'), restartPolicy: 'Always' };
    const init = resources('9', '9Gi', '9');
    expect(podRoom(pod([resources('100m', '128Mi', '1')], { initContainers: [sidecar, init] }), 'cpu')).toEqual([
      null,
      150,
      1500,
    ]);
    expect(podRoom(pod([resources('1', '1Gi')]), 'cpu')).toEqual([null, 1000, null]);
    expect(podRoom(pod([resources('1500u', '1e3')]), 'cpu')).toEqual([null, 2, null]);
    expect(podRoom(pod([{}]), 'memory')).toEqual([null, null, null]);
    expect(podRoom(pod([]), 'memory')).toEqual([null, null, null]);
    const whole = { resources: { requests: { cpu: '2' }, limits: { cpu: '3' } } };
    expect(podRoom(pod([resources('1', '1Gi')], whole), 'cpu')).toEqual([null, 2000, 3000]);
  });
  it('of a node is what pods may use', () => {
    const node = { metadata: { name: 'n', uid: '1' }, status: { allocatable: { cpu: '3920m', memory: '16Gi' } } };
    expect(nodeRoom(node, 'cpu')).toEqual([null, null, 3920]);
    expect(nodeRoom(node, 'memory')).toEqual([null, null, 16 * 2 ** 30]);
  });
  it('and what is used rounds up to millicores and bytes, as kubectl top has it', () => {
    expect(usedOf([{ cpu: '1n' }, { cpu: '999999n' }], 'cpu')).toBe(1);
    expect(usedOf([{ cpu: '1000001n' }], 'cpu')).toBe(2);
    expect(usedOf([{ memory: '1Ki' }, { memory: '1' }], 'memory')).toBe(1025);
    expect(usedOf([{ cpu: 'x' }], 'cpu')).toBeNull();
  });
});

describe('what is read', () => {
  it('is no more than the columns need', () => {
    const proto = { 1: { name: 'metadata', type: { 1: { name: 'name', type: 'string' as const } } } };
    expect(protoWith(proto, 'pods', new Set(['nothing']))).toEqual(proto);
    expect(protoWith(proto, 'pods', new Set(['everything']))).toBeUndefined();
    const both = protoWith(proto, 'pods', new Set(['annotations', 'room']));
    expect(Object.keys(both?.[1]?.type ?? {})).toEqual(['1', '12']);
    expect(both?.[2]?.name).toBe('spec');
  });
  it('of secrets never becomes a cell', () => {
    const secret: KubeObject = {
      metadata: {
        name: 's',
        uid: '1',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data"}', a: 'b' },
      },
      data: { password: 'aHVudGVyMg==' },
    };
    expect(cell(path('.data.password'), secret, true)).toBe('••••••');
    expect(String(cell(path('{$}'), secret, true))).not.toContain('aHVudGVyMg');
    const applied: ExtraColumn = {
      type: 'annotation',
      key: 'kubectl.kubernetes.io/last-applied-configuration',
      title: 'X',
      format: 'text',
    };
    expect(cell(applied, secret, true)).toBe('••••••');
  });
  it('ids can be typed before a colon and are unique', () => {
    const column = (title: string) => ({ title, format: 'text' as const });
    const own = [{ id: 'name', title: 'NAME', format: 'text' as const, wide: false, extra: false }];
    const ids = withExtras(own, [column('Name'), column('App.io/Team'), column('2nd')]).map(({ id }) => id);
    expect(ids).toEqual(['name', 'name~2', 'app-io-team', 'column-2nd']);
  });
});
