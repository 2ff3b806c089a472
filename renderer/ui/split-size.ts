/** Size in whole pixels between the limits. */
export function clampSize(size: number, min: number, max: number): number {
  return Math.round(Math.min(Math.max(size, min), Math.max(min, max)));
}

const STEP = 16;

/** New size after a key on the handle of a panel, or `null` when the key means nothing there. Arrows move the handle, not the panel. */
export function keySize(
  key: string,
  side: 'left' | 'right' | 'bottom',
  size: number,
  min: number,
  max: number,
): number | null {
  if (key === 'Home') return min;
  if (key === 'End') return max;
  const grow = { left: 'ArrowRight', right: 'ArrowLeft', bottom: 'ArrowUp' }[side];
  const shrink = { left: 'ArrowLeft', right: 'ArrowRight', bottom: 'ArrowDown' }[side];
  if (key === grow) return clampSize(size + STEP, min, max);
  if (key === shrink) return clampSize(size - STEP, min, max);
  return null;
}
