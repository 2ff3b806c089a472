/**
 * What people type to find something, by kubectl's habits: `po`, `deploy/web`, `po -n kube-system -l app=web`, `get po web-1 -o yaml`,
 * `:pod @prod`. Only the form is read here; what is a kind depends on the cluster (`targetOf`).
 */
export interface FindQuery {
  /** Kinds only, as in k9s. */
  readonly kindsOnly: boolean;
  readonly verb: Verb | null;
  /** What is neither flag nor verb nor `@cluster`. */
  readonly words: readonly string[];
  readonly namespace: string | null;
  readonly allNamespaces: boolean;
  readonly selector: string | null;
  /** Text after `@` (or `--context`), in lower case; `null` when none was given. */
  readonly cluster: string | null;
  /** A flag whose value is still to be typed: one sentence. */
  readonly problem: string | null;
}

const VERBS = ['get', 'describe', 'edit', 'logs', 'delete', 'exec', 'scale'] as const;
export type Verb = (typeof VERBS)[number];
const isVerb = (word: string): word is Verb => (VERBS as readonly string[]).includes(word);

interface Flag {
  readonly name: 'namespace' | 'selector' | 'context' | 'output';
  readonly forms: readonly [short: string | null, long: string];
  readonly needs: string;
}

const FLAGS: readonly Flag[] = [
  { name: 'namespace', forms: ['-n', '--namespace'], needs: '-n needs a namespace.' },
  { name: 'selector', forms: ['-l', '--selector'], needs: '-l needs labels, as app=web.' },
  { name: 'context', forms: [null, '--context'], needs: '--context needs a name.' },
  { name: 'output', forms: ['-o', '--output'], needs: '-o needs a form.' },
];

export function parseFind(text: string): FindQuery {
  const trimmed = text.trimStart();
  const kindsOnly = trimmed.startsWith(':');
  const tokens = tokensOf(kindsOnly ? trimmed.slice(1) : trimmed);
  const values = new Map<Flag['name'], string>();
  const words: string[] = [];
  let allNamespaces = false;
  let cluster: string | null = null;
  let problem: string | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    const flag = flagOf(token);
    if (token === '-A' || token === '--all-namespaces') allNamespaces = true;
    else if (flag !== null) {
      const value = flag.value ?? tokens[++at];
      if (value === undefined) problem = flag.flag.needs;
      else values.set(flag.flag.name, value);
    } else if (token.startsWith('@')) cluster = token.slice(1).toLowerCase();
    else words.push(token);
  }
  const context = values.get('context');
  return {
    kindsOnly,
    ...verbOf(words, values.get('output')),
    namespace: values.get('namespace') ?? null,
    allNamespaces,
    selector: values.get('selector') ?? null,
    cluster: context === undefined ? cluster : context.toLowerCase(),
    problem,
  };
}

/** `kubectl get po web-1 -o yaml` → edit, `po web-1`. A verb alone is a word like any other. */
function verbOf(words: readonly string[], output: string | undefined): Pick<FindQuery, 'verb' | 'words'> {
  const rest = (words[0] === 'kubectl' || words[0] === 'k') && words.length > 1 ? words.slice(1) : words;
  const [first = '', ...others] = rest;
  if (!isVerb(first) || others.length === 0) return { verb: output === undefined ? null : 'edit', words: rest };
  return { verb: output === undefined ? first : 'edit', words: others };
}

function flagOf(token: string): { readonly flag: Flag; readonly value: string | undefined } | null {
  for (const flag of FLAGS) {
    const [short, long] = flag.forms;
    if (token === short || token === long) return { flag, value: undefined };
    if (token.startsWith(`${long}=`)) return { flag, value: token.slice(long.length + 1) };
    if (short !== null && token.startsWith(short) && !token.startsWith('--'))
      return { flag, value: token.slice(short.length).replace(/^=/, '') };
  }
  return null;
}

/** Words between spaces; quotes keep spaces together, as in `-l 'app in (a, b)'`. */
function tokensOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g)].map(([token]) => token.replaceAll(/["']/g, ''));
}

/** Does a cluster of that name answer to what stands after `@`? */
export const namesCluster = ({ cluster }: Pick<FindQuery, 'cluster'>, name: string): boolean =>
  cluster === null || name.toLowerCase().includes(cluster);

/** Something narrows or extends the words: it is a question about a list, not a name being typed. */
export const hasFlags = ({ namespace, selector, allNamespaces, verb }: FindQuery): boolean =>
  namespace !== null || selector !== null || allNamespaces || verb !== null;

export interface FindTarget<K> {
  /** The kind that was named; `null` when none was. */
  readonly kind: K | null;
  /** What the object's name (or anything of it) should hold. */
  readonly name: string;
}

/** The kind in `deploy/web`, `deploy web` and `po`, in this cluster's words; everything else are words to search. */
export function targetOf<K>(
  { words }: Pick<FindQuery, 'words'>,
  resolve: (word: string) => K | undefined,
): FindTarget<K> {
  const [first = '', ...rest] = words;
  const slash = first.indexOf('/');
  if (slash > 0) {
    const kind = resolve(first.slice(0, slash));
    if (kind !== undefined) return { kind, name: [first.slice(slash + 1), ...rest].filter(Boolean).join(' ') };
  }
  const kind = first === '' ? undefined : resolve(first);
  return kind === undefined ? { kind: null, name: words.join(' ') } : { kind, name: rest.join(' ') };
}
