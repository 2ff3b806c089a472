import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { namesCluster, parseQuery } from './grammar.ts';
import { clusterItems, kindItems, namespaceItems } from './items.ts';
import { rank } from './rank.ts';

describe('parseQuery', () => {
  it('reads kinds, words and a cluster', () => {
    expect(parseQuery(':pod @prod')).toEqual({ kindsOnly: true, words: 'pod', cluster: 'prod' });
    expect(parseQuery('po')).toEqual({ kindsOnly: false, words: 'po', cluster: null });
    expect(parseQuery('@Prod pay ments')).toEqual({ kindsOnly: false, words: 'pay ments', cluster: 'prod' });
    expect(parseQuery('pods @')).toEqual({ kindsOnly: false, words: 'pods', cluster: '' });
  });

  it('leaves an @ inside a word alone: context names have them', () => {
    expect(parseQuery('admin@prod')).toEqual({ kindsOnly: false, words: 'admin@prod', cluster: null });
    expect(namesCluster(parseQuery('@eu'), 'prod-EU-west')).toBe(true);
    expect(namesCluster(parseQuery('@us'), 'prod-eu-west')).toBe(false);
  });
});

describe('rank', () => {
  const kinds = [
    { id: 'endpoints', label: 'Endpoints', aliases: ['ep', 'endpoints'] },
    { id: 'poddisruptionbudgets.policy', label: 'Pod Disruption Budgets', aliases: ['pdb'] },
    { id: 'pods', label: 'Pods', aliases: ['po', 'pod', 'pods'] },
    { id: 'deployments.apps', label: 'Deployments', aliases: ['deploy', 'deployment'] },
  ];
  const ids = (words: string) => rank(kinds, words).map(({ item }) => item.id);

  it("puts kubectl's own short name first", () => {
    expect(ids('po')[0]).toBe('pods');
    expect(ids('pod')[0]).toBe('pods');
    expect(ids('pdb')[0]).toBe('poddisruptionbudgets.policy');
    expect(ids('deploy')[0]).toBe('deployments.apps');
  });

  it('puts a label that begins so before one that only contains it, and drops what does not match', () => {
    expect(ids('end')).toEqual(['endpoints']);
    expect(ids('zzz')).toEqual([]);
    expect(rank(kinds, '').map(({ item }) => item.id)).toEqual(kinds.map((kind) => kind.id));
  });

  it('marks what matched, in the label only', () => {
    const [first] = rank([{ id: 'x', label: 'prod-eu-west', more: '/home/prod/config' }], 'eu');
    expect(first?.marks).toEqual([[5, 7]]);
  });

  it('finds words in any order, and survives what people type', () => {
    const clusters = [{ id: 'a', label: 'arn:aws:eks:eu-west-1:123:cluster/payments' }];
    expect(rank(clusters, 'payments aws')).toHaveLength(1);
    for (const text of ['(', '[', '*', '\\', '"', '-', 'a|b', '$1']) expect(() => rank(clusters, text)).not.toThrow();
  });
});

describe('what the palette offers', () => {
  const context = (clusterId: string, more: Partial<ContextInfo> = {}): ContextInfo => ({
    clusterId,
    clusterName: clusterId.slice(clusterId.indexOf(':') + 1),
    file: '/home/me/.kube/config',
    server: null,
    user: null,
    namespace: null,
    status: 'ok',
    current: false,
    ...more,
  });
  const contexts = [
    context('config:dev'),
    context('config:prod-us'),
    context('config:prod-eu'),
    context('config:old', { status: 'invalid' }),
  ];

  it('puts open clusters first with a check, and says what choosing one does', () => {
    const items = clusterItems(contexts, ['config:prod-eu'], '/home/me', parseQuery(''));
    expect(items.map((item) => [item.label, item.checked, item.hint])).toEqual([
      ['prod-eu', true, 'open'],
      ['dev', false, 'opens a tab'],
      ['prod-us', false, 'opens a tab'],
      ['old', false, ''],
    ]);
    expect(items.at(-1)?.disabled).toBe(true);
  });

  it('asks every open cluster named after @ for its kinds, and knows the built-in ones of closed clusters', () => {
    const catalog: Catalog = { source: 'assumed', failedGroups: [], kinds: [] };
    const open = [{ clusterId: 'config:prod-eu', name: 'prod-eu', catalog }];
    const query = parseQuery(':pod @prod');
    const items = rank(kindItems(open, [context('config:prod-us')], declaredKinds, null, query), query.words);
    expect(items[0]?.item.does).toEqual({ type: 'kind', clusterId: 'config:prod-us', kind: 'pods' });
    expect(clusterItems(contexts, [], '', query)).toEqual([]);
  });

  it('offers "All Namespaces" only where the namespaces are known', () => {
    const names = (all: boolean) =>
      namespaceItems('config:dev', ['web'], all, parseQuery('w')).map((item) => item.label);
    expect(names(true)).toEqual(['All Namespaces', 'web']);
    expect(names(false)).toEqual(['web']);
    expect(namespaceItems(null, ['web'], true, parseQuery('w'))).toEqual([]);
  });
});
