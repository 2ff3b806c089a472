/** What `kubectl get` prints, read back into cells; and the comparison with the product's table. */

export interface PrintedTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns are separated by at least three spaces (`k8s.io/cli-runtime/pkg/printers`, tabwriter padding 3) and aligned by runes. */
export function parseKubectl(text: string): PrintedTable {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const starts: number[] = [];
  for (const match of header.matchAll(/\S+(?: {1,2}\S+)*/g)) starts.push(match.index);
  const cut = (line: string): readonly string[] => {
    const runes = [...line];
    return starts.map((start, index) =>
      runes
        .slice(start, starts[index + 1])
        .join('')
        .trimEnd(),
    );
  };
  return { titles: cut(header), rows: lines.map(cut) };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };
const AGE = /^(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/;

/** Seconds of an age as kubectl prints it; null for anything else. */
export function ageSeconds(text: string): number | null {
  if (text === '' || !AGE.test(text)) return null;
  let seconds = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([ydhms])/g)) seconds += Number(amount) * (UNITS[unit ?? ''] ?? 0);
  return seconds;
}

/** True when `shown` is what kubectl printed before or after it, or differs only by ages that lie between the two. */
export function isBetween(shown: string, before: string, after: string): boolean {
  if (shown === before || shown === after) return true;
  const [a, b, c] = [before, shown, after].map((text) => text.split(/(?<=^|[\s(])([ydhms\d]+)(?=$|[\s)])/));
  if (!a || !b || !c || a.length !== b.length || b.length !== c.length) return false;
  return b.every((part, index) => {
    const [low, high] = [a[index] ?? '', c[index] ?? ''];
    if (part === low || part === high) return true;
    const ages = [low, part, high].map(ageSeconds);
    const [from, at, to] = ages;
    return from != null && at != null && to != null && from <= at && at <= to;
  });
}

/** Differences in words; empty when both tables are the same, cell by cell and in the same order. */
export function differences(shown: PrintedTable, before: PrintedTable, after: PrintedTable): readonly string[] {
  if (shown.titles.join('|') !== before.titles.join('|')) {
    return [`columns: kubectl ${before.titles.join(' | ')}; shown ${shown.titles.join(' | ')}`];
  }
  if (shown.rows.length !== before.rows.length) {
    return [`kubectl prints ${before.rows.length} rows, ${shown.rows.length} are shown`];
  }
  return shown.rows.flatMap((row, at) =>
    row.flatMap((cell, column) => {
      const [low, high] = [before.rows[at]?.[column] ?? '', after.rows[at]?.[column] ?? ''];
      if (isBetween(cell.trimEnd(), low, high)) return [];
      const who = before.rows[at]?.slice(0, 2).join('/');
      return [`${who}, ${shown.titles[column]}: kubectl ${JSON.stringify(low)}, shown ${JSON.stringify(cell)}`];
    }),
  );
}
