import { describe, expect, it } from 'vitest';
import { splitTail } from './ellipsis.tsx';

describe('splitTail', () => {
  it('keeps the end that tells generated names apart', () => {
    expect(splitTail('payments-api-7d8f6c5b9-x2k9f', 6)).toEqual(['payments-api-7d8f6c5b9', '-x2k9f']);
  });

  it('leaves short names whole, and never cuts a character in two', () => {
    expect(splitTail('gateway', 6)).toEqual(['gateway', '']);
    const [head, tail] = splitTail(`${'a'.repeat(20)}😀bcdef`, 6);
    expect(tail).toBe('😀bcdef');
    expect(head + tail).toBe(`${'a'.repeat(20)}😀bcdef`);
  });
});
