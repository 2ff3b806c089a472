/** An object is 1.5 MB at most at a server; a set of them is taken up to this many characters. */
export const mostCharacters = 4_000_000;

export interface ReadFiles {
  readonly text: string;
  /** One sentence each: what was left out, and why. */
  readonly problems: readonly string[];
}

const isManifest = (name: string): boolean => /\.(ya?ml|json)$/i.test(name);

/** The manifests among files, one after another, in the order of their paths. */
export async function readManifests(files: readonly File[]): Promise<ReadFiles> {
  const pathOf = (file: File): string => file.webkitRelativePath || file.name;
  const wanted = files
    .filter(({ name }) => files.length === 1 || isManifest(name))
    .toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  const problems: string[] = [];
  if (wanted.length === 0) problems.push('None of these files is .yaml, .yml or .json.');
  const parts: string[] = [];
  let length = 0;
  for (const file of wanted) {
    if (length + file.size > mostCharacters) {
      problems.push(`${pathOf(file)} and what follows was left out: a set is 4 MB at most.`);
      break;
    }
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
      length += text.length;
      parts.push(files.length === 1 ? text : `# ${pathOf(file)}\n${text}`);
    } catch {
      problems.push(`${pathOf(file)} is no text.`);
    }
  }
  return { text: joinDocuments(parts), problems };
}

/** Texts as one, each beginning a document of its own. */
export function joinDocuments(texts: readonly string[]): string {
  return texts
    .filter((text) => text.trim() !== '')
    .map((text) => (text.endsWith('\n') ? text : `${text}\n`))
    .reduce((all, text) => (all === '' || /^---/.test(text) ? all + text : `${all}---\n${text}`), '');
}
