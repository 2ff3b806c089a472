import type { ReactNode } from 'react';

export type Marks = readonly (readonly [from: number, to: number])[];

/** A label with its matches marked. */
export function Marked({ label, marks }: { readonly label: string; readonly marks: Marks }): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    parts.push(label.slice(at, start), <mark key={start}>{label.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(label.slice(at));
  return parts;
}

/** Where the words occur in a label, without overlaps. */
export function marksOf(label: string, words: readonly string[]): Marks {
  const lower = label.toLowerCase();
  const found = words
    .flatMap((word): [number, number][] => {
      const at = word === '' ? -1 : lower.indexOf(word.toLowerCase());
      return at < 0 ? [] : [[at, at + word.length]];
    })
    .sort((a, b) => a[0] - b[0]);
  return found.filter(([start], at) => at === 0 || start >= (found[at - 1]?.[1] ?? 0));
}
