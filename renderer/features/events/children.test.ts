import { describe, expect, it } from 'vitest';
import { filterOf } from '../../../shared/filter/compile.ts';
import { familyFilter, familyPattern } from './children.ts';

const takes = (kind: string, name: string, object: string): boolean =>
  new RegExp(familyPattern(kind, name) ?? '(?!)').test(object);

describe('events of a workload and of what it made', () => {
  it.each([
    ['deployments.apps', 'deployment/web', true],
    ['deployments.apps', 'replicaset/web-7d8f9b6c5d', true],
    ['deployments.apps', 'pod/web-7d8f9b6c5d-x2k9f', true],
    // Of another Deployment whose name begins alike.
    ['deployments.apps', 'pod/web-api-7d8f9b6c5d-x2k9f', false],
    ['deployments.apps', 'replicaset/web-api-7d8f9b6c5d', false],
    ['deployments.apps', 'deployment/web-api', false],
    ['replicasets.apps', 'pod/web-x2k9f', true],
    ['statefulsets.apps', 'pod/web-12', true],
    ['statefulsets.apps', 'persistentvolumeclaim/data-web-0', true],
    ['statefulsets.apps', 'pod/web-x2k9f', false],
    ['daemonsets.apps', 'pod/web-x2k9f', true],
    ['jobs.batch', 'pod/web-3-x2k9f', true],
    ['cronjobs.batch', 'job/web-29932120', true],
    ['cronjobs.batch', 'pod/web-29932120-6dcqw', true],
    ['services', 'service/web', false],
  ])('%s web takes %s: %s', (kind, object, expected) => expect(takes(kind, 'web', object)).toBe(expected));

  it('is a filter that the lists understand, whatever the name holds', () => {
    const columns = [{ id: 'object', title: 'OBJECT', format: 'text', wide: false, extra: false }] as const;
    const filter = filterOf(familyFilter('deployments.apps', 'a.b') ?? '', columns);
    expect(filter.problem).toBeNull();
    if (filter.problem !== null) return;
    const row = (object: string) => ({ namespace: '', name: '', cells: [object], haystackLower: object });
    expect(filter.matches(row('deployment/a.b'), 0)).toBe(true);
    expect(filter.matches(row('deployment/axb'), 0)).toBe(false);
  });
});
