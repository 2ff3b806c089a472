import { describe, expect, it } from 'vitest';
import { clampSize, keySize } from './split-size.ts';

describe('sizes of panels', () => {
  it('stay between the limits, and the lower limit wins when the window is too small for both', () => {
    expect(clampSize(100.4, 180, 360)).toBe(180);
    expect(clampSize(999, 180, 360)).toBe(360);
    expect(clampSize(250.6, 180, 360)).toBe(251);
    expect(clampSize(300, 180, 120)).toBe(180);
  });

  it('follow the handle: an arrow moves the separator in its own direction', () => {
    expect(keySize('ArrowRight', 'left', 232, 180, 360)).toBe(248);
    expect(keySize('ArrowRight', 'right', 480, 320, 900)).toBe(464);
    expect(keySize('ArrowUp', 'bottom', 200, 120, 600)).toBe(216);
    expect(keySize('Home', 'left', 232, 180, 360)).toBe(180);
    expect(keySize('End', 'left', 232, 180, 360)).toBe(360);
    expect(keySize('a', 'left', 232, 180, 360)).toBeNull();
    expect(keySize('ArrowUp', 'left', 232, 180, 360)).toBeNull();
  });
});
