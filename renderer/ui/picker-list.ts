/** What the list of a picker needs to know of an item. */
export interface Findable {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly group?: string;
}

export type PickerLine<T extends Findable = Findable & { readonly disabled?: string }> =
  | { readonly type: 'group'; readonly label: string }
  | { readonly type: 'item'; readonly item: T };

/** All words must occur somewhere in label, detail or group, in any case; the order of the items is kept. */
export function filterPicker<T extends Findable>(items: readonly T[], text: string): readonly PickerLine<T>[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const lines: PickerLine<T>[] = [];
  let group: string | undefined;
  for (const item of items) {
    const hay = `${item.label} ${item.detail ?? ''} ${item.group ?? ''}`.toLowerCase();
    if (!words.every((word) => hay.includes(word))) continue;
    if (item.group !== undefined && item.group !== group) lines.push({ type: 'group', label: item.group });
    group = item.group;
    lines.push({ type: 'item', item });
  }
  return lines;
}

/** Indexes of the lines that can be made active. */
export function optionIndexes(lines: readonly { readonly type: 'group' | 'item' }[]): readonly number[] {
  return lines.flatMap((line, at) => (line.type === 'item' ? [at] : []));
}

/** The next active option after a key, or `null` when the key does not move. Arrows go around, as in a menu. */
export function stepOption(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'PageDown') return Math.min(count - 1, active + 10);
  if (key === 'PageUp') return Math.max(0, active - 10);
  return null;
}
