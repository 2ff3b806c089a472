/** What editors and tools leave beside a file, recognised by name alone so that it is never opened (`CLUSTERS.md` §4). */
const LEAVINGS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /\.(bak|backup|orig|old|save)([.\-_~]?\d*)?$/i, what: 'a backup copy' },
  { pattern: /\.bak[.-]/i, what: 'a backup copy' },
  { pattern: /~\d*~?$/, what: "an editor's backup" },
  { pattern: /\.sw[a-z]$/i, what: "an editor's swap file" },
  { pattern: /^\.?#|#$/, what: "an editor's lock or auto-save file" },
  { pattern: /\.(lock|lck)$/i, what: 'a lock file' },
  { pattern: /\.(tmp|temp|part|partial|crdownload)$/i, what: 'a temporary file' },
  { pattern: /\.(rej|diff|patch)$/i, what: 'a patch' },
  { pattern: /^(4913|\.DS_Store|Thumbs\.db|desktop\.ini)$/i, what: "the system's own file" },
];

/** What this base name says it is (`a lock file` …), or `null` for a file worth reading. */
export function leavingKind(baseName: string): string | null {
  return LEAVINGS.find((one) => one.pattern.test(baseName))?.what ?? null;
}
