import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeepLink, formatDeepLink, parseDeepLink, plainLink } from './deep-link.ts';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
const kind = text.filter((one) => !one.startsWith('~'));
const namespace = fc.stringMatching(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
const object = fc.record({ namespace: fc.oneof(fc.constant(''), namespace), name: text });
const view = fc.record({ filter: fc.option(fc.string()), namespaces: fc.option(fc.array(namespace)) });

const link: fc.Arbitrary<DeepLink> = fc.oneof(
  text.map(plainLink),
  fc.tuple(text, text).map(([clusterId, id]) => ({ ...plainLink(clusterId), place: { type: 'page' as const, id } })),
  fc.tuple(text, kind, fc.option(object), fc.option(text), view).map(([clusterId, one, there, tab, rest]) => ({
    ...plainLink(clusterId),
    place: { type: 'kind' as const, kind: one },
    object: there,
    tab,
    ...rest,
  })),
);

describe('deep links', () => {
  it('are what they were, whatever a context, a kind or an object is called', () => {
    fc.assert(
      fc.property(link, fc.constantFrom('portolan://', 'http://127.0.0.1:4711/', '/'), (one, base) => {
        expect(parseDeepLink(formatDeepLink(one, base))).toEqual(one);
      }),
    );
  });

  it('read as people write them', () => {
    expect(parseDeepLink('portolan://cluster/config%3Aprod/pods/web/api-0?tab=logs')).toMatchObject({
      clusterId: 'config:prod',
      place: { type: 'kind', kind: 'pods' },
      object: { namespace: 'web', name: 'api-0' },
      tab: 'logs',
    });
    expect(parseDeepLink('/cluster/config:prod/nodes/-/n1')?.object).toEqual({ namespace: '', name: 'n1' });
    expect(parseDeepLink('/cluster/config:prod/nodes/n1')?.object).toEqual({ namespace: '', name: 'n1' });
    expect(parseDeepLink('PORTOLAN:cluster/config:prod')?.clusterId).toBe('config:prod');
    expect(parseDeepLink('/cluster/c:p/pods?ns=a,b&filter=status:Crash+x')).toMatchObject({
      namespaces: ['a', 'b'],
      filter: 'status:Crash x',
    });
    expect(parseDeepLink('/cluster/c:p/pods?ns=')?.namespaces).toEqual([]);
    expect(parseDeepLink('http://127.0.0.1:4711/cluster/c:p/~overview#token=x')?.place).toEqual({
      type: 'page',
      id: 'overview',
    });
  });

  it.each(['', '/', '/cluster', '/cluster/', '/other/x', 'portolan://clusters/x', '/cluster/%E0%A4', 'mailto:x@y'])(
    '%j is none',
    (address) => expect(parseDeepLink(address)).toBeNull(),
  );
});
