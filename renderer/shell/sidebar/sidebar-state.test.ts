import { describe, expect, it } from 'vitest';
import { checkSidebar, initialSidebar, toggled } from './sidebar-state.ts';

describe('what is kept of a sidebar', () => {
  it('is taken as far as it makes sense', () => {
    expect(checkSidebar({ width: 9999, icons: true, folded: ['network', 3] })).toEqual({
      width: 360,
      icons: true,
      folded: ['network'],
      unfolded: [],
    });
    expect(checkSidebar({ width: 'wide' })).toEqual(initialSidebar);
    expect(checkSidebar(null)).toBeUndefined();
    expect(checkSidebar('x')).toBeUndefined();
  });

  it('toggles a name in a list', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });
});
