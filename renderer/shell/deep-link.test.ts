import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeepLink } from './deep-link.ts';

describe('parseDeepLink', () => {
  it('finds the cluster and the kind, whatever the context is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (context) => {
        const clusterId = `config:${context}`;
        const path = `/cluster/${encodeURIComponent(clusterId)}/deployments.apps`;
        expect(parseDeepLink(path)).toEqual({ clusterId, kind: 'deployments.apps' });
      }),
    );
  });

  it('is nothing for other addresses', () => {
    expect(parseDeepLink('/')).toBeNull();
    expect(parseDeepLink('/cluster/')).toBeNull();
    expect(parseDeepLink('/cluster/%E0%A4%A')).toBeNull();
    expect(parseDeepLink('/cluster/config%3Aa')).toEqual({ clusterId: 'config:a', kind: null });
  });
});
