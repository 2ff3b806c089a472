import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** Wrong words on the command line: exit code 2, message on stderr. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What every command takes. */
export interface CommonArgs {
  readonly kubeconfig: readonly string[];
  readonly demo: boolean;
  /** Absolute; `null`: the platform's folder. */
  readonly settings: string | null;
  readonly timeoutMs: number;
  readonly allowExec: boolean;
}

export interface ViewArgs {
  readonly contexts: readonly string[];
  readonly kind: string;
  readonly namespaces: readonly string[] | null;
  readonly filter: string;
  readonly sort: { readonly column: string; readonly descending: boolean } | null;
  readonly limit: number | null;
  readonly wide: boolean;
}

export type Args =
  | { readonly command: 'help' }
  | { readonly command: 'contexts'; readonly common: CommonArgs }
  | { readonly command: 'view' | 'watch'; readonly common: CommonArgs; readonly view: ViewArgs }
  | { readonly command: 'list'; readonly common: CommonArgs }
  | {
      readonly command: 'call';
      readonly common: CommonArgs;
      readonly method: string;
      /** `null`: none given, `-`: on stdin. */
      readonly input: string | null;
    };

export const usage = `Usage: npm run -s cli -- <command> [options]

  contexts                                    every known context, and what was skipped
  view --context C --kind K                   the whole list of one kind
  view --watch --context C … --kind K         the same live, one JSON object a line, until interrupted
  call METHOD [JSON | -]                      any call of the contract; - reads the input from stdin
  call --list                                 every call with the JSON Schema of its input

  C: a clusterId, or the name of a context that is unique.
  K: plural, singular, short name, Kind, or plural.group.

All commands:
  --kubeconfig PATH   only this file (repeatable)
  --demo              only the demo clusters
  --settings DIR      where settings are kept
  --timeout SECONDS   how long to wait (30)
  --allow-exec        let the kubeconfig's sign-in programs run, this time
view:
  --namespace a,b  --filter TEXT  --sort COLUMN[:desc]  --limit N  --wide
`;

const options = {
  kubeconfig: { type: 'string', multiple: true },
  demo: { type: 'boolean' },
  settings: { type: 'string' },
  timeout: { type: 'string' },
  'allow-exec': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  list: { type: 'boolean' },
  watch: { type: 'boolean' },
  context: { type: 'string', multiple: true },
  kind: { type: 'string' },
  namespace: { type: 'string', multiple: true },
  filter: { type: 'string' },
  sort: { type: 'string' },
  limit: { type: 'string' },
  wide: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

const viewOnly = ['watch', 'context', 'kind', 'namespace', 'filter', 'sort', 'limit', 'wide'] as const;

/** Reads the command line; throws UsageError with one plain sentence. */
export function readArgs(argv: readonly string[]): Args {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (values.help === true || command === 'help') return { command: 'help' };
  if (command === undefined) throw new UsageError('A command is missing: contexts, view or call.');
  const common = readCommon(values);
  if (command !== 'view') refuse(values, viewOnly, command);
  if (command !== 'call') refuse(values, ['list'], command);
  switch (command) {
    case 'contexts':
      noMore(rest);
      return { command, common };
    case 'view':
      noMore(rest);
      return { command: values.watch === true ? 'watch' : 'view', common, view: readView(values) };
    case 'call':
      return readCall(values, rest, common);
    default:
      throw new UsageError(`There is no command ${JSON.stringify(command)}: contexts, view or call.`);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readCommon(values: Values): CommonArgs {
  const files = values.kubeconfig ?? [];
  if (files.some((file) => file === '')) throw new UsageError('--kubeconfig needs a path.');
  if (values.demo === true && files.length > 0) {
    throw new UsageError('--demo and --kubeconfig exclude each other: --demo lists only the demo clusters.');
  }
  return {
    kubeconfig: files.map(absolute),
    demo: values.demo === true,
    settings: values.settings === undefined ? null : absolute(values.settings),
    timeoutMs: readSeconds(values.timeout),
    allowExec: values['allow-exec'] === true,
  };
}

/** The shell leaves `--kubeconfig=~/x` alone; people expect it to mean their home. Links are not resolved. */
function absolute(path: string): string {
  return resolve(path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path);
}

function readSeconds(text: string | undefined): number {
  if (text === undefined) return 30_000;
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds <= 0 || seconds > 86_400) {
    throw new UsageError(`--timeout needs a number of seconds, not ${JSON.stringify(text)}.`);
  }
  return seconds * 1000;
}

function readView(values: Values): ViewArgs {
  const contexts = values.context ?? [];
  if (contexts.length === 0) throw new UsageError('view needs --context.');
  if (contexts.length > 1 && values.watch !== true) {
    throw new UsageError('view shows one context; several need --watch.');
  }
  if (values.kind === undefined || values.kind === '') throw new UsageError('view needs --kind.');
  return {
    contexts,
    kind: values.kind,
    namespaces: readNamespaces(values.namespace),
    filter: values.filter ?? '',
    sort: readSort(values.sort),
    limit: readLimit(values.limit),
    wide: values.wide === true,
  };
}

function readNamespaces(given: readonly string[] | undefined): readonly string[] | null {
  if (given === undefined) return null;
  const names = given.flatMap((text) => text.split(',')).map((name) => name.trim());
  const known = [...new Set(names.filter((name) => name !== ''))];
  if (known.length === 0) throw new UsageError('--namespace needs one or more names: --namespace a,b.');
  return known;
}

function readSort(text: string | undefined): ViewArgs['sort'] {
  if (text === undefined) return null;
  const found = /^(.*?)(?::(asc|desc))?$/.exec(text);
  const column = found?.[1] ?? '';
  if (column === '') throw new UsageError('--sort needs a column: --sort COLUMN[:desc].');
  return { column, descending: found?.[2] === 'desc' };
}

function readLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,6}$/.test(text) || Number(text) > 200_000) {
    throw new UsageError(`--limit needs a whole number up to 200000, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}

function readCall(values: Values, rest: readonly string[], common: CommonArgs): Args {
  const [method, input, ...more] = rest;
  if (values.list === true) {
    noMore(rest);
    return { command: 'list', common };
  }
  if (method === undefined) throw new UsageError('call needs a METHOD; call --list names them.');
  noMore(more);
  return { command: 'call', common, method, input: input ?? null };
}

function noMore(rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`Unexpected: ${rest.map((word) => JSON.stringify(word)).join(' ')}.`);
}

function refuse(values: Values, names: readonly (keyof Values)[], command: string): void {
  const given = names.find((name) => values[name] !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} does not belong to ${command}.`);
}
