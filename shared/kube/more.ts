/** The first items of a list, and how many more there are. */

/**
 * `a,b,c + 2 more...`; `<unset>` for an empty text. Source: printers.go listWithMoreString.
 */
export function listWithMore(items: readonly string[], max = 3): string {
  const shown = items.slice(0, max).join(',');
  if (items.length > max) return `${shown} + ${items.length - max} more...`;
  return shown === '' ? '<unset>' : shown;
}
