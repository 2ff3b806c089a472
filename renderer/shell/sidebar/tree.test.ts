import { describe, expect, it } from 'vitest';
import type { Catalog, KindInfo } from '../../../shared/contract/catalog.ts';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { firstKinds, sidebarTree } from './tree.ts';

const info = (id: string, kind: string, more: Partial<KindInfo> = {}): KindInfo => {
  const [plural = id, ...group] = id.split('.');
  return {
    id,
    group: group.join('.'),
    version: 'v1',
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: true,
    verbs: ['get', 'list', 'watch'],
    categories: [],
    subresources: [],
    declared: false,
    custom: false,
    ...more,
  };
};

const catalog: Catalog = {
  source: 'discovery',
  failedGroups: [],
  kinds: [
    info('certificates.cert-manager.io', 'Certificate', { custom: true }),
    info('configmaps', 'ConfigMap'),
    info('deployments.apps', 'Deployment'),
    info('pods', 'Pod'),
    info('applications.argoproj.io', 'Application', { custom: true }),
    info('tokenreviews.authentication.k8s.io', 'TokenReview', { verbs: ['create'] }),
  ],
};

describe('sidebarTree', () => {
  it('puts declared kinds into their sections in declared order, the rest under its group', () => {
    const tree = sidebarTree(catalog, declaredKinds);
    expect(tree.sections.map((section) => [section.title, section.kinds.map((kind) => kind.title)])).toEqual([
      ['Workloads', ['Pods', 'Deployments']],
      ['Config', ['ConfigMaps']],
    ]);
    expect(tree.groups.map(({ group, kinds }) => [group, kinds.map((kind) => kind.title)])).toEqual([
      ['argoproj.io', ['Applications']],
      ['cert-manager.io', ['Certificates']],
    ]);
  });

  it('takes a cluster that has not answered to serve what is declared', () => {
    const { sections, groups } = sidebarTree(null, declaredKinds);
    expect(sections.map((section) => section.id)).toEqual([
      'workloads',
      'network',
      'config',
      'storage',
      'access',
      'cluster',
    ]);
    expect(sections[0]?.kinds[0]?.kind).toBe('pods');
    expect(groups).toEqual([]);
  });

  it('leaves out what cannot be listed', () => {
    const kinds = JSON.stringify(sidebarTree(catalog, declaredKinds));
    expect(kinds).not.toContain('tokenreviews');
  });
});

describe('firstKinds', () => {
  const kinds = Array.from({ length: 12 }, (_, at) => ({ kind: `k${at}`, title: `K${at}`, icon: 'box' }));

  it('hides the rest of a long section, but never the kind that is open', () => {
    expect(firstKinds({ kinds, first: 8 }, null, false).hidden).toBe(4);
    const { shown, hidden } = firstKinds({ kinds, first: 8 }, 'k11', false);
    expect(shown.at(-1)?.kind).toBe('k11');
    expect(hidden).toBe(3);
    expect(firstKinds({ kinds, first: 8 }, null, true)).toEqual({ shown: kinds, hidden: 0 });
    expect(firstKinds({ kinds: kinds.slice(0, 9), first: 8 }, null, false).hidden).toBe(0);
  });
});
