import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arr, rec } from '../kube/read.ts';
import { cellLines, cellsOf, columnIds, columnsOf, haystackOf } from './columns.ts';
import { declaredKinds, kindById, kindByWord, resolveKind } from './index.ts';
import type { KubeObject } from './spec.ts';

describe('kubectl’s words for a kind', () => {
  it.each([
    ['pods', 'pods'],
    ['po', 'pods'],
    ['Pod', 'pods'],
    [' POD ', 'pods'],
    ['deploy', 'deployments.apps'],
    ['Deployments.apps', 'deployments.apps'],
    ['deployment.apps', 'deployments.apps'],
    ['deployments.v1.apps', 'deployments.apps'],
    ['pods.v1', 'pods'],
    ['ev', 'events'],
    ['events', 'events'],
    ['events.events.k8s.io', 'events.events.k8s.io'],
    ['netpol', 'networkpolicies.networking.k8s.io'],
    ['ingressclass', 'ingressclasses.networking.k8s.io'],
    ['endpoints', 'endpoints'],
    ['crds', 'customresourcedefinitions.apiextensions.k8s.io'],
    ['limits', 'limitranges'],
    ['cs', 'componentstatuses'],
  ])('%j is %s', (word, id) => {
    expect(kindByWord(word)?.id).toBe(id);
  });

  it.each(['', 'podz', 'pods.apps', 'deployments.v2.apps', '.', 'apps'])('%j is none', (word) => {
    expect(kindByWord(word)).toBeUndefined();
  });

  it('takes an id before anything else, and the first kind of several', () => {
    const kinds = [
      { id: 'nodes', group: '', version: 'v1', kind: 'Node', plural: 'nodes', singular: 'node', shortNames: ['no'] },
      { id: 'nodes.x', group: 'x', version: 'v1', kind: 'Node', plural: 'nodes', singular: 'node', shortNames: ['no'] },
    ];
    expect(resolveKind(kinds, 'no')?.id).toBe('nodes');
    expect(resolveKind(kinds, 'nodes.x')?.id).toBe('nodes.x');
  });
});

describe('declared kinds', () => {
  it('have ids of their own, and are found by them', () => {
    expect(new Set(declaredKinds.map((spec) => spec.id)).size).toBe(declaredKinds.length);
    for (const spec of declaredKinds) expect(kindById(spec.id)).toBe(spec);
  });

  it('are named as a real server names them', () => {
    const recordings = join(import.meta.dirname, '../../tests/cluster/recordings');
    const served = new Map<string, Record<string, unknown>>();
    for (const file of ['discovery_api.json', 'discovery_apis.json']) {
      const list: unknown = JSON.parse(readFileSync(join(recordings, file), 'utf8'));
      for (const group of arr(rec(list).items).map(rec)) {
        const name = String(rec(group.metadata).name ?? '');
        for (const version of arr(group.versions).map(rec)) {
          for (const resource of arr(version.resources).map(rec)) {
            served.set(`${name}/${String(version.version)}/${String(resource.resource)}`, resource);
          }
        }
      }
    }
    const known = declaredKinds.filter((spec) => served.has(`${spec.group}/${spec.version}/${spec.plural}`));
    expect(known.length).toBeGreaterThan(55);
    for (const spec of known) {
      const resource = rec(served.get(`${spec.group}/${spec.version}/${spec.plural}`));
      expect({
        kind: rec(resource.responseKind).kind,
        singular: resource.singularResource,
        shortNames: arr(resource.shortNames),
        namespaced: resource.scope === 'Namespaced',
      }).toEqual({
        kind: spec.kind,
        singular: spec.singular,
        shortNames: spec.shortNames,
        namespaced: spec.namespaced,
      });
    }
  });

  it('read any malformed object without throwing', () => {
    const metadata = { name: 'broken', uid: 'u' };
    const values: readonly unknown[] = [null, 7, 'text', [], [null], {}, [{}], { a: null }, true];
    const shapes: KubeObject[] = values.flatMap((value) => [
      { metadata, spec: value, status: value, data: value, subsets: value, endpoints: value, webhooks: value },
      { metadata, spec: { template: value, containers: value, ports: value, selector: value, metrics: value } },
      { metadata, spec: { initContainers: value, rules: value, tls: value, claimRef: value, capacity: value } },
      { metadata, status: { conditions: value, containerStatuses: value, initContainerStatuses: value, hard: value } },
      { metadata, status: { addresses: value, nodeInfo: value, loadBalancer: value, currentMetrics: value } },
      { metadata: { name: 'broken', uid: 'u', labels: Object(value), annotations: Object(value) } },
    ]);
    for (const spec of declaredKinds) {
      for (const shape of shapes) {
        expect(cellsOf(spec.columns, shape)).toHaveLength(spec.columns.length);
        expect(spec.state(shape).role).toBeTypeOf('string');
        for (const word of spec.search?.(shape) ?? []) expect(word).toBeTypeOf('string');
      }
    }
  });
});

describe('columns', () => {
  it('have the title as id: lower case, dashes for spaces, ~2 on a repeat', () => {
    expect(columnIds(['NAME', 'PORT(S)', 'CLUSTER-IP', 'NOMINATED NODE', 'NAME', 'NAME'])).toEqual([
      'name',
      'port(s)',
      'cluster-ip',
      'nominated-node',
      'name~2',
      'name~3',
    ]);
  });

  it('never repeat an id within a kind, and say which are wide', () => {
    for (const spec of declaredKinds) {
      const ids = columnsOf(spec).map((column) => column.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    const services = kindByWord('svc');
    expect(services && columnsOf(services).find((column) => column.id === 'selector')?.wide).toBe(true);
  });

  it('make a haystack of what is visible, one cell a line', () => {
    const columns = [
      { format: 'text', wide: false },
      { format: 'age', wide: false },
      { format: 'restarts', wide: false },
      { format: 'text', wide: true },
    ] as const;
    const row = { namespace: 'Team', name: 'Web-0', cells: ['Web-0', 5, [2, 3], 'Node-1'] };
    expect(haystackOf(row, columns)).toBe('team\nweb-0\n2');
    expect(cellLines(row, columns, () => true)).toBe('Team\nWeb-0\n2\nNode-1');
  });
});
