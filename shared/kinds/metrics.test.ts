import { describe, expect, it } from 'vitest';
import { kindByWord } from './index.ts';
import { nodemetrics, podmetrics } from './metrics.ts';
import type { KindSpec, KubeObject } from './spec.ts';

const cells = (spec: KindSpec, object: object): readonly unknown[] =>
  spec.columns.map(({ value }) => value({ metadata: { name: 'x', uid: '' }, ...object } as KubeObject));
const usage = (cpu: unknown, memory: unknown) => ({ usage: { cpu, memory } });

describe('usage as kubectl top prints it', () => {
  it.each([
    [usage('4999856n', '32Mi'), '5m', '32Mi'],
    [usage('1n', '1'), '1m', '0Mi'],
    [usage('0', '0'), '0m', '0Mi'],
    [usage('1000000n', '1048575'), '1m', '0Mi'],
    [usage('1000001n', '1048576'), '2m', '1Mi'],
    [usage('2', '1.5Gi'), '2000m', '1536Mi'],
    [usage('1500m', '1e9'), '1500m', '953Mi'],
    [usage('250u', '2047Ki'), '1m', '1Mi'],
    [usage('x', 7), '<unknown>', '<unknown>'],
    [{}, '0m', '0Mi'],
  ])('%j is %s, %s', (node, cpu, memory) => {
    expect(cells(nodemetrics, node)).toEqual(['x', cpu, memory]);
  });

  it('adds up the containers of a pod before it rounds', () => {
    const containers = [usage('400000n', '512Ki'), usage('400000n', '512Ki'), usage('100000n', '0')];
    expect(cells(podmetrics, { containers })).toEqual(['x', '1m', '1Mi']);
  });

  it('does not take the names of pods and nodes', () => {
    expect([kindByWord('pods')?.group, kindByWord('no')?.group, kindByWord('pods.metrics.k8s.io')?.kind]).toEqual([
      '',
      '',
      'PodMetrics',
    ]);
  });
});
