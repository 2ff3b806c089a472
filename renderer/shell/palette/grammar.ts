/** What was typed into the palette: `:pod @prod` asks for a kind, in clusters whose name has `prod`. */
export interface PaletteQuery {
  /** Kinds only, as in k9s. */
  readonly kindsOnly: boolean;
  /** What is searched, trimmed. */
  readonly words: string;
  /** Text after `@`, in lower case; `null` when none was given. */
  readonly cluster: string | null;
}

export function parseQuery(text: string): PaletteQuery {
  const kindsOnly = text.trimStart().startsWith(':');
  const rest = kindsOnly ? text.trimStart().slice(1) : text;
  const at = /(?:^|\s)@(\S*)/.exec(rest);
  const words = (at === null ? rest : rest.replace(at[0], ' ')).trim().replace(/\s+/g, ' ');
  return { kindsOnly, words, cluster: at === null ? null : (at[1] ?? '').toLowerCase() };
}

/** Does a cluster of that name (and file) answer to what stands after `@`? */
export function namesCluster(query: PaletteQuery, name: string): boolean {
  return query.cluster === null || name.toLowerCase().includes(query.cluster);
}
