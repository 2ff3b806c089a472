import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';

/** Patterns that people type run through RE2: time linear in the text, whatever the pattern. */

/** Stands for a compiled pattern; `null` problem means it compiled. */
export type CompiledPattern =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  /** `at`: offset within the pattern. */
  | { readonly ok: false; readonly message: string; readonly at: number };

/** `^` and `$` match at line ends, since a row's cells are joined by line breaks. */
export function compilePattern(source: string, ignoreCase: boolean): CompiledPattern {
  const flags = RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  try {
    const pattern = RE2JS.compile(source, flags);
    return { ok: true, test: (text) => pattern.test(text) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const part = error instanceof RE2JSSyntaxException ? error.getPattern() : null;
    const what = error instanceof RE2JSSyntaxException ? error.getDescription() : error.message;
    const at = part === null ? 0 : Math.max(source.indexOf(part), 0);
    const named = part === null || part === source ? '' : `: ${part}`;
    return { ok: false, message: `The pattern does not compile: ${what}${named}`, at };
  }
}

/**
 * The longest run of plain characters that every match contains; empty when that cannot be said at a glance (alternatives, groups, flags).
 */
export function requiredLiteral(source: string): string {
  if (/[|()]|\\[pPxQu0-9]/.test(source)) return '';
  // Each escape, class or repetition ends a run; what may be repeated no time takes its character with it.
  const runs = source
    .replace(/\\./gs, '\n')
    .replace(/\[\^?\]?[^\]]*\]/g, '\n')
    .replace(/[^\n](?:[?*]|\{\d*,?\d*\})/g, '\n')
    .split(/[^A-Za-z0-9 _:@,/-]+/);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
