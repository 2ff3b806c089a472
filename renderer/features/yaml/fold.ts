import type { TextRange } from '../../ui/code/change.ts';

/** What a person reads last in an object: what only servers write. Folded at first, from the end of the key's line. */
export function quietRanges(yaml: string): readonly TextRange[] {
  return [managedFieldsRange(yaml), statusRange(yaml)].filter((range) => range !== null);
}

/** Where the object's own `status` stands; `null` when there is none. */
function statusRange(yaml: string): TextRange | null {
  const found = /^status:[ \t]*$/m.exec(yaml);
  return found === null ? null : blockAfter(yaml, found.index + found[0].length, 0);
}

/**
 * Where `metadata.managedFields` stands in an object's YAML: servers' bookkeeping of a thousand lines that nobody reads first.
 * Only the top-level object's own; `null` when there is none.
 */
export function managedFieldsRange(yaml: string): TextRange | null {
  const metadata = /^metadata:[ \t]*$/m.exec(yaml);
  if (metadata === null) return null;
  const key = /^( +)managedFields:[ \t]*$/gm;
  key.lastIndex = metadata.index;
  const found = key.exec(yaml);
  if (found === null || /^\S/m.test(yaml.slice(metadata.index + 'metadata:'.length, found.index))) return null;
  return blockAfter(yaml, found.index + found[0].length, found[1]?.length ?? 0);
}

/** The lines that belong to a key whose line ends at `from`. */
function blockAfter(yaml: string, from: number, indent: number): TextRange | null {
  let to = from;
  for (let at = from + 1; at < yaml.length; ) {
    const end = yaml.indexOf('\n', at);
    const stop = end < 0 ? yaml.length : end;
    if (!belongs(yaml.slice(at, Math.min(stop, at + indent + 2)), indent)) break;
    to = stop;
    at = stop + 1;
  }
  return to > from ? { from, to } : null;
}

/** Deeper lines, and the list's own dashes at the key's indentation. */
const belongs = (line: string, indent: number): boolean =>
  line.startsWith(' '.repeat(indent)) && (line[indent] === ' ' || line[indent] === '-');
