import { diff3Merge } from 'node-diff3';

/** A part of a merged text: what both agree on, or where they do not. */
export type MergePart =
  | { readonly type: 'same'; readonly lines: readonly string[] }
  | {
      readonly type: 'conflict';
      readonly base: readonly string[];
      readonly mine: readonly string[];
      readonly theirs: readonly string[];
    };

export type Choice = 'mine' | 'theirs' | 'both';

/**
 * Three texts become one, line by line: what only one side changed is taken, what both changed differently is a conflict. Lines of a map that
 * both touched are compared key by key, so that two new labels beside each other are none.
 */
export function merge3(base: string, mine: string, theirs: string): readonly MergePart[] {
  const texts = [base, mine, theirs].map((text) => text.split('\n'));
  const [o = [], a = [], b = []] = texts;
  const least = Math.min(o.length, a.length, b.length);
  let head = 0;
  while (head < least && o[head] === a[head] && o[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < least - head && o.at(-1 - tail) === a.at(-1 - tail) && o.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const cut = (lines: readonly string[]): string[] => lines.slice(head, lines.length - tail);
  // What is the same at both ends is most of a large text, and costs nothing this way.
  const regions = diff3Merge(cut(a), cut(o), cut(b), { excludeFalseConflicts: true });
  const parts: MergePart[] = [{ type: 'same', lines: o.slice(0, head) }];
  for (const region of regions) {
    if (region.ok !== undefined) parts.push({ type: 'same', lines: region.ok });
    else if (region.conflict !== undefined) {
      const { a: ours, o: before, b: other } = region.conflict;
      parts.push(
        ...(mergeKeys(before, ours, other) ?? [{ type: 'conflict', base: before, mine: ours, theirs: other }]),
      );
    }
  }
  parts.push({ type: 'same', lines: o.slice(o.length - tail) });
  return joined(parts);
}

function joined(parts: readonly MergePart[]): readonly MergePart[] {
  const result: MergePart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === 'same' && part.lines.length === 0) continue;
    if (part.type === 'same' && last?.type === 'same') {
      result[result.length - 1] = { type: 'same', lines: [...last.lines, ...part.lines] };
    } else result.push(part);
  }
  return result;
}

/** Entries of one map, each on a line of its own, compared key by key; `null` where it is anything else. */
function mergeKeys(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): readonly MergePart[] | null {
  const [o, a, b] = [entries(base), entries(mine), entries(theirs)];
  if (o === null || a === null || b === null) return null;
  const lines = (line: string | undefined): readonly string[] => (line === undefined ? [] : [line]);
  return [...new Set([...b.keys(), ...a.keys()])].map((key): MergePart => {
    const [was, ours, other] = [o.get(key), a.get(key), b.get(key)];
    if (ours === other || ours === was) return { type: 'same', lines: lines(other) };
    if (other === was) return { type: 'same', lines: lines(ours) };
    return { type: 'conflict', base: lines(was), mine: lines(ours), theirs: lines(other) };
  });
}

function entries(lines: readonly string[]): ReadonlyMap<string, string> | null {
  const found = new Map<string, string>();
  let indent: string | null = null;
  for (const line of lines) {
    const [, pad = '', key, value = ''] = /^( *)("(?:[^"\\]|\\.)*"|[\w./-]+): +(\S.*)$/.exec(line) ?? [];
    if (key === undefined || /^[|>&*]/.test(value) || found.has(key)) return null;
    if (indent !== null && indent !== pad) return null;
    indent = pad;
    found.set(key, line);
  }
  return found;
}

export const conflictsOf = (parts: readonly MergePart[]): readonly Extract<MergePart, { type: 'conflict' }>[] =>
  parts.filter((part) => part.type === 'conflict');

/** The text with a choice made for each conflict, in their order; one without a choice keeps mine. */
export function mergedText(parts: readonly MergePart[], choices: readonly (Choice | undefined)[]): string {
  let at = 0;
  const lines = parts.flatMap((part) => {
    if (part.type === 'same') return part.lines;
    const choice = choices[at];
    at += 1;
    if (choice === 'theirs') return part.theirs;
    return choice === 'both' ? [...part.theirs, ...part.mine] : part.mine;
  });
  return lines.join('\n');
}

/**
 * An object's YAML without what changes by itself: its version and its status. Two texts that are equal then differ in nothing that anybody
 * wrote, and an edit can be moved from one to the other without a word.
 */
export function meaningOf(yaml: string): string {
  return yaml.replace(/^ {2}(resourceVersion|generation): .*\n/gm, '').replace(/^status:.*\n(?:[ -].*\n?|\n)*/m, '');
}
