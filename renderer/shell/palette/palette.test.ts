import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { ContextInfo } from '../../../shared/contract/contexts.ts';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { parseFind } from '../../../shared/search/grammar.ts';
import { scoreOf, type Uses, used } from './frecency.ts';
import { askedClusters, clusterItems, kindItems, listItems, namespaceItems } from './items.ts';
import { objectQuestion } from './objects.ts';
import { rank } from './rank.ts';

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

  it('leaves out hidden contexts, unless one is open or its whole name is typed', () => {
    const marks = { 'config:dev': { hidden: true } };
    const ids = (open: readonly string[], text: string) =>
      clusterItems(contexts, open, '', parseFind(text), marks).map(({ id }) => id);
    expect(ids([], '')).not.toContain('cluster config:dev');
    expect(ids([], 'de')).not.toContain('cluster config:dev');
    expect(ids([], 'dev')).toContain('cluster config:dev');
    expect(ids([], '@dev')).toContain('cluster config:dev');
    expect(ids(['config:dev'], '')).toContain('cluster config:dev');
  });

  it('puts open clusters first with a check, and says what choosing one does', () => {
    const items = clusterItems(contexts, ['config:prod-eu'], '/home/me', parseFind(''));
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
    const query = parseFind(':pod @prod');
    const asked = askedClusters(open, [context('config:prod-us')], declaredKinds, null, query);
    const items = rank(kindItems(asked, declaredKinds, query), 'pod');
    expect(items[0]?.item.does).toEqual({ type: 'kind', clusterId: 'config:prod-us', kind: 'pods' });
    expect(clusterItems(contexts, [], '', query)).toEqual([]);
  });

  it('offers "All Namespaces" only where the namespaces are known', () => {
    const names = (all: boolean) =>
      namespaceItems('config:dev', ['web'], all, parseFind('w')).map((item) => item.label);
    expect(names(true)).toEqual(['All Namespaces', 'web']);
    expect(names(false)).toEqual(['web']);
    expect(namespaceItems(null, ['web'], true, parseFind('w'))).toEqual([]);
  });
});

describe("kubectl's grammar", () => {
  const open = [
    { clusterId: 'config:prod', name: 'prod', catalog: null },
    { clusterId: 'config:dev', name: 'dev', catalog: null },
  ];
  const lists = (text: string) => {
    const query = parseFind(text);
    return listItems(askedClusters(open, [], declaredKinds, 'config:dev', query), declaredKinds, query);
  };

  it('offers the list as it was asked for, in the cluster in front or those named', () => {
    expect(lists('po -n kube-system').map(({ label, does }) => [label, does])).toEqual([
      [
        'Pods in kube-system',
        { type: 'list', clusterId: 'config:dev', kind: 'pods', filter: '', namespaces: ['kube-system'] },
      ],
    ]);
    expect(lists('po -l app=web @prod')[0]?.does).toMatchObject({ clusterId: 'config:prod', filter: '-l app=web' });
    expect(lists('deploy web -A')[0]?.does).toMatchObject({
      kind: 'deployments.apps',
      filter: 'web',
      namespaces: null,
    });
    expect(lists('po')).toEqual([]);
    expect(lists('payments api')).toEqual([]);
  });

  it('reads a kind that is named, and looks for mere words in what is in memory', () => {
    const asked = (text: string) => objectQuestion(parseFind(text), open, 'config:dev', declaredKinds);
    expect(asked('deploy/web')).toMatchObject({
      clusterIds: ['config:dev'],
      ask: { text: 'web', kinds: ['deployments.apps'], depth: 'all' },
    });
    expect(asked('deploy web @prod').clusterIds).toEqual(['config:prod']);
    expect(asked('web')).toMatchObject({
      clusterIds: ['config:dev', 'config:prod'],
      ask: { text: 'web', depth: 'held' },
    });
    expect(asked('w').ask).toBeNull();
    expect(asked(':pod').ask).toBeNull();
  });
});

describe('what is used most', () => {
  const day = 24 * 3_600_000;
  it('counts more the more often and the later it was', () => {
    let uses: Uses = {};
    for (let at = 0; at < 3; at++) uses = used(uses, 'often', at * day);
    uses = used(uses, 'once', 2 * day);
    expect(scoreOf(uses, 'often', 2 * day)).toBeGreaterThan(scoreOf(uses, 'once', 2 * day));
    expect(scoreOf(uses, 'often', 60 * day)).toBeLessThan(0.05);
    expect(scoreOf(uses, 'toString', 0)).toBe(0);
    for (let at = 0; at < 300; at++) uses = used(uses, `id${at}`, 3 * day + at);
    expect(Object.keys(uses)).toHaveLength(200);
  });

  it('comes first among equals, never before what the words mean exactly', () => {
    const items = [
      { id: 'pods', label: 'Pods', aliases: ['po'] },
      { id: 'policies', label: 'Policies' },
      { id: 'ports', label: 'Ports' },
    ];
    const uses = ({ id }: { id: string }): number => (id === 'ports' ? 9 : 0);
    expect(rank(items, 'po', uses).map(({ item }) => item.id)).toEqual(['pods', 'ports', 'policies']);
    expect(rank(items, '', uses)[0]?.item.id).toBe('ports');
  });
});
