import { describe, expect, it } from 'vitest';
import { actionRequest } from '../contract/actions.ts';
import { declaredKinds } from '../kinds/index.ts';
import { type ActionTarget, accessOf, actionById, actions, actionsFor } from './actions.ts';
import { containerImages } from './containers.ts';
import { consequences, objectWords, titleOf, verbOf } from './words.ts';

const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
const kind = (id: string, verbs: readonly string[] = all, subresources: readonly string[] = []) => ({
  id,
  verbs,
  subresources,
});
const target = (kindId: string, name: string, namespace = 'shop'): ActionTarget => ({
  kind: kindId,
  namespace,
  name,
  uid: null,
});
const ids = (id: string, count = 1) => actionsFor(kind(id), count).map((action) => action.id);

describe('actions', () => {
  it('are declared once, keys too, and every one but edit is a request of the contract', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    const keys = actions.flatMap((action) => action.keys ?? []);
    expect(new Set(keys).size).toBe(keys.length);
    const requests: readonly string[] = actionRequest.options.map((option) => option.shape.id.value);
    expect(
      actions
        .map(({ id }) => id)
        .filter((id) => id !== 'edit')
        .toSorted(),
    ).toEqual(requests.toSorted());
  });

  it('are what a kind has, in the order of the menus; several objects get those that go in bulk', () => {
    expect(ids('pods')).toEqual(['edit', 'set-image', 'evict', 'label', 'annotate', 'finalizers', 'delete']);
    expect(ids('pods', 3)).toEqual(['evict', 'label', 'annotate', 'finalizers', 'delete']);
    expect(ids('nodes')).toEqual(['edit', 'cordon', 'uncordon', 'label', 'annotate', 'finalizers', 'delete']);
    expect(ids('cronjobs.batch')).toEqual(
      expect.arrayContaining(['trigger', 'suspend', 'unsuspend', 'set-image', 'delete']),
    );
    expect(ids('daemonsets.apps')).not.toContain('scale');
    expect(actionsFor(kind('gadgets.example.com', all, ['scale']), 1).map(({ id }) => id)).toContain('scale');
    expect(actionsFor(kind('nodes.metrics.k8s.io', ['get', 'list']), 1)).toEqual([]);
  });

  it('ask for the right that the server will ask for', () => {
    expect(accessOf(actionById('scale'), 'deployments.apps')).toEqual({
      verb: 'patch',
      subresource: 'scale',
      kind: 'deployments.apps',
    });
    expect(accessOf(actionById('trigger'), 'cronjobs.batch')).toMatchObject({ verb: 'create', kind: 'jobs.batch' });
    expect(accessOf(actionById('finalizers'), 'namespaces')).toMatchObject({ verb: 'update', subresource: 'finalize' });
    expect(accessOf(actionById('finalizers'), 'configmaps')).toMatchObject({ verb: 'patch', subresource: '' });
  });

  it('that end something are dangerous, and what is dangerous is always confirmed', () => {
    expect(actions.filter(({ danger }) => danger).map(({ id }) => id)).toEqual(['evict', 'finalizers', 'delete']);
    expect(actions.every(({ danger, confirm }) => !danger || confirm === 'always')).toBe(true);
  });
});

describe('words', () => {
  const pods = ['a', 'b', 'c'].map((name) => target('pods', name));

  it('say which objects of which cluster, and what comes of it', () => {
    expect(objectWords(pods)).toBe('3 pods');
    expect(objectWords([target('deployments.apps', 'web')])).toBe('Deployment shop/web');
    expect(objectWords([target('nodes', 'n1', '')])).toBe('Node n1');
    expect(objectWords([...pods, target('configmaps', 'c')])).toBe('4 objects');
    expect(objectWords([target('gadgets.example.com', 'g')], () => 'Gadget')).toBe('Gadget shop/g');
    const deletion = { id: 'delete', propagation: 'background' } as const;
    expect(consequences(deletion, pods, 'prod-eu')).toEqual([
      'Deletes 3 pods in prod-eu; their controllers will replace them.',
    ]);
    expect(consequences({ ...deletion, gracePeriodSeconds: 0 }, pods, 'prod-eu')[1]).toContain('Without waiting');
    const web = [target('deployments.apps', 'web')];
    expect(consequences(deletion, web, 'prod')[0]).toContain('with everything it owns, pods included');
    expect(consequences({ ...deletion, propagation: 'orphan' }, web, 'prod')[0]).toContain('stays and runs on');
    expect(consequences(deletion, [target('namespaces', 'old', '')], 'prod')[0]).toContain('every object in it');
    expect(consequences({ id: 'scale', replicas: 0 }, web, 'prod')).toHaveLength(2);
    for (const { id } of actions.filter((action) => action.id !== 'edit')) {
      const request = actionRequest.parse({ id, replicas: 1, images: { a: 'b' }, set: { a: 'b' } });
      for (const kindSpec of declaredKinds)
        expect(consequences(request, [target(kindSpec.id, 'x')], 'prod')[0]).toContain('prod');
      expect(titleOf(request, pods)).toContain(verbOf(request));
    }
  });

  it('name the number and the revision', () => {
    const web = [target('deployments.apps', 'web')];
    expect(titleOf({ id: 'scale', replicas: 5 }, web)).toBe('Scale Deployment shop/web to 5');
    expect(titleOf({ id: 'rollback', revision: 0 }, web)).toContain('the revision before');
    expect(verbOf({ id: 'delete', gracePeriodSeconds: 0 })).toBe('Force delete');
  });
});

describe('containerImages', () => {
  it('finds them where the kind keeps its pod, and survives anything', () => {
    const pod = { containers: [{ name: 'main', image: 'i' }], initContainers: [{ name: 'init', image: 'j' }] };
    const found = [
      { name: 'main', image: 'i', init: false },
      { name: 'init', image: 'j', init: true },
    ];
    expect(containerImages('pods', { spec: pod })).toEqual(found);
    expect(containerImages('cronjobs.batch', { spec: { jobTemplate: { spec: { template: { spec: pod } } } } })).toEqual(
      found,
    );
    expect(containerImages('pods', null)).toEqual([]);
    expect(containerImages('pods', { spec: { containers: [null, 3] } })).toHaveLength(2);
    expect(containerImages('secrets', { spec: pod })).toEqual([]);
  });
});
