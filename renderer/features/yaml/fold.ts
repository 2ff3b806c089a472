/** A run of a text to fold, as offsets: from the end of the key's line to the end of its last line. */
export interface FoldRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Where `metadata.managedFields` stands in an object's YAML: servers' bookkeeping of a thousand lines that nobody reads first.
 * Only the top-level object's own; `null` when there is none.
 */
export function managedFieldsRange(yaml: string): FoldRange | null {
  const metadata = /^metadata:[ \t]*$/m.exec(yaml);
  if (metadata === null) return null;
  const key = /^( +)managedFields:[ \t]*$/gm;
  key.lastIndex = metadata.index;
  const found = key.exec(yaml);
  const indent = found?.[1]?.length ?? 0;
  if (found === null || /^\S/m.test(yaml.slice(metadata.index + 'metadata:'.length, found.index))) return null;
  const from = found.index + found[0].length;
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

/** The smallest replacement that turns one text into the other, so that scroll, selection and folds around it stay. */
export function smallestChange(
  before: string,
  after: string,
): { readonly from: number; readonly to: number; readonly insert: string } | null {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  while (
    same < most - from &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
