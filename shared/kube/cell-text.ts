/**
 * What kubectl's table printer does to every text cell: it ends at the first line break (line feed, carriage return or form
 * feed), then `...`; ESC is shown as `^[`, so that a cell cannot drive a terminal.
 * Source: `cli-runtime/pkg/printers/tableprinter.go` printTable, `terminal.go` terminalEscaper.
 */
const NEEDS_CARE = /[\n\r\f\u001b]/;
const LINE_BREAK = /[\n\r\f]/;

export function cellText(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  const at = text.search(LINE_BREAK);
  const line = at < 0 ? text : text.slice(0, at);
  const escaped = line.replaceAll('\u001b', '^[');
  return at < 0 ? escaped : `${escaped}...`;
}
