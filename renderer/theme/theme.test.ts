import { describe, expect, it } from 'vitest';
import { rootLook, rowHeightOf } from './theme.ts';

describe('rootLook', () => {
  it('leaves light or dark to the system unless one was chosen', () => {
    expect(rootLook('system', 'compact', false)).toEqual({ theme: null, contrast: null, density: 'compact' });
    expect(rootLook('dark', 'compact', false).theme).toBe('dark');
    expect(rootLook('light', 'comfortable', false)).toEqual({ theme: 'light', contrast: null, density: 'comfortable' });
  });

  it('gives more contrast when chosen, or when the system asks and nothing else was chosen', () => {
    expect(rootLook('high-contrast', 'compact', false)).toEqual({ theme: null, contrast: 'more', density: 'compact' });
    expect(rootLook('system', 'compact', true).contrast).toBe('more');
    expect(rootLook('dark', 'compact', true).contrast).toBeNull();
  });

  it('has the row heights of the specification', () => {
    expect([rowHeightOf('compact'), rowHeightOf('comfortable')]).toEqual([28, 34]);
  });
});
