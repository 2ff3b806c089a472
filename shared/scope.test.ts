import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fleetKey, parseScopeKey, scopeKey, storageKey } from './scope.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('|', '%', ',', '=', '7', 'C', '2', '5', '3', 'D', 'c', ':', ' ', 'clusters=') }),
);
/** An id is never empty, and never looks like nothing at all. */
const anyId = anyText.filter((id) => id !== '');

test('a cluster key gives id and scope back, whatever they hold', () => {
  fc.assert(
    fc.property(anyText, anyText, (clusterId, scope) => {
      expect(parseScopeKey(scopeKey(clusterId, scope))).toEqual({ type: 'cluster', clusterId, scope });
    }),
    { numRuns: 2000 },
  );
});

test('a fleet key gives its ids back in order, and its scope', () => {
  fc.assert(
    fc.property(fc.array(anyId), anyText, (clusterIds, scope) => {
      expect(parseScopeKey(fleetKey(clusterIds, scope))).toEqual({ type: 'fleet', clusterIds, scope });
    }),
    { numRuns: 2000 },
  );
});

test('keys of different things differ', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, anyText, (idA, scopeA, idB, scopeB) => {
      fc.pre(idA !== idB || scopeA !== scopeB);
      expect(scopeKey(idA, scopeA)).not.toBe(scopeKey(idB, scopeB));
      expect(scopeKey(idA, scopeA)).not.toBe(fleetKey([idB], scopeB));
    }),
    { numRuns: 2000 },
  );
});

test('every key of a cluster begins with that cluster, and with no other', () => {
  fc.assert(
    fc.property(anyId, anyId, anyText, (idA, idB, scope) => {
      fc.pre(idA !== idB);
      const key = scopeKey(idA, scope);
      expect(key.startsWith(scopeKey(idA))).toBe(true);
      expect(key.startsWith(scopeKey(idB))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('keys read as people expect', () => {
  expect(scopeKey('config:prod', 'namespace:default')).toBe('config:prod|namespace:default');
  expect(scopeKey('config:prod')).toBe('config:prod|');
  expect(fleetKey(['config:a', 'config:b'], 'events')).toBe('clusters=config:a,config:b|events');
  expect(scopeKey('clusters=x')).toBe('clusters%3Dx|');
  expect(parseScopeKey('no bar')).toBeNull();
});

test('storage keys of different clusters differ under one name', () => {
  fc.assert(
    fc.property(anyText, anyId, anyId, (name, idA, idB) => {
      fc.pre(idA !== idB);
      expect(storageKey(name, idA)).not.toBe(storageKey(name, idB));
    }),
  );
  expect(storageKey('scroll', 'config:prod')).toBe('scroll:config:prod');
});
