import { expect, test } from 'vitest';
import { isNoise } from './noise.ts';

test('what servers and controllers write is noise, at any depth below', () => {
  expect(isNoise('Pod', ['status'])).toBe(true);
  expect(isNoise('Pod', ['status', 'conditions', '0', 'type'])).toBe(true);
  expect(isNoise('Pod', ['metadata', 'ownerReferences', '0', 'uid'])).toBe(true);
  expect(isNoise('Service', ['spec', 'ports', '1', 'nodePort'])).toBe(true);
});

test('what a person writes is not, nor what only has a name like it', () => {
  expect(isNoise('Pod', ['spec', 'status'])).toBe(false);
  expect(isNoise('Pod', ['metadata', 'ownerReferences', '0', 'name'])).toBe(false);
  expect(isNoise('Pod', ['metadata', 'labels', 'app'])).toBe(false);
  expect(isNoise('Deployment', ['spec', 'ports', '1', 'nodePort'])).toBe(false);
  expect(isNoise('Pod', ['metadata'])).toBe(false);
});
