import type { KindInfo } from '../../../shared/contract/catalog.ts';

/** A word for a POSIX shell: as it is when harmless, else in single quotes. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What kubectl calls the kind: the plural, with its group where another kind may have the same plural. */
const kubectlKind = (kind: Pick<KindInfo, 'plural' | 'group'>): string =>
  kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;

/** `kubectl --context prod -n payments get pods web-0 -o yaml`. */
export function kubectlGet(
  context: string,
  kind: Pick<KindInfo, 'plural' | 'group'>,
  namespace: string,
  names: readonly string[],
): string {
  const where = namespace === '' ? [] : ['-n', shellWord(namespace)];
  const output = names.length === 1 ? ['-o', 'yaml'] : [];
  const words = [
    'kubectl',
    '--context',
    shellWord(context),
    ...where,
    'get',
    kubectlKind(kind),
    ...names.map(shellWord),
  ];
  return [...words, ...output].join(' ');
}

/** One command per namespace for many objects. */
export function kubectlCommands(
  context: string,
  kind: Pick<KindInfo, 'plural' | 'group'>,
  rows: readonly { readonly namespace: string; readonly name: string }[],
): string {
  const byNamespace = Map.groupBy(rows, (row) => row.namespace);
  return [...byNamespace]
    .map(([namespace, some]) =>
      kubectlGet(
        context,
        kind,
        namespace,
        some.map((row) => row.name),
      ),
    )
    .join('\n');
}
