import { z } from 'zod';
import { PortolanError } from '../../../../shared/errors.ts';
import { type Settings, settingsSchema } from '../../../../shared/settings.ts';

/** What belongs to this machine: where things are here, and what was allowed here. It neither leaves nor comes. */
const ofThisMachine = [
  'version',
  'openClusters',
  'clusterFileParts',
  'execConsents',
  'webPort',
] as const satisfies readonly (keyof Settings)[];
type OfThisMachine = (typeof ofThisMachine)[number];
export type Portable = Omit<Settings, OfThisMachine>;

export function portable(settings: Settings): Portable {
  const left: ReadonlySet<string> = new Set(ofThisMachine);
  // What remains after these keys are gone is what the type says.
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !left.has(key))) as unknown as Portable;
}

/** The form of the file; a later one is refused by name. */
const VERSION = 1;

export const exportText = (settings: Settings): string =>
  `${JSON.stringify({ portolanSettings: VERSION, settings: portable(settings) }, null, 2)}\n`;

const mask = Object.fromEntries(ofThisMachine.map((key) => [key, true])) as Record<OfThisMachine, true>;
const portableSchema = settingsSchema.omit(mask).partial().strict();
const fileSchema = z.object({ portolanSettings: z.literal(VERSION), settings: z.record(z.string(), z.unknown()) });

export interface Import {
  readonly values: Partial<Settings>;
  /** Settings by name, clusters by id. */
  readonly changes: readonly string[];
}

/** What a file changes; throws `invalid` naming the first field that is wrong. */
export function readImport(text: string, current: Settings): Import {
  const given = settingsOf(text);
  const checked = portableSchema.safeParse(given);
  if (!checked.success) throw new PortolanError('invalid', fieldProblem(checked.error));
  // Only what the file names: defaults of the rest must not overwrite what is there.
  const named = Object.entries(checked.data).filter(([key]) => Object.hasOwn(given, key));
  const values: Partial<Settings> = Object.fromEntries(named);
  if (values.clusters !== undefined) values.clusters = { ...current.clusters, ...values.clusters };
  return { values, changes: changesOf(values, current) };
}

function settingsOf(text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PortolanError('invalid', `This is no JSON: ${why}. Nothing was changed.`);
  }
  const file = fileSchema.safeParse(json);
  if (file.success) return file.data.settings;
  const version =
    typeof json === 'object' && json !== null && 'portolanSettings' in json ? json.portolanSettings : null;
  if (typeof version === 'number' && version > VERSION)
    throw new PortolanError(
      'invalid',
      `This file was made by a newer Portolan (form ${version}). Nothing was changed.`,
    );
  throw new PortolanError(
    'invalid',
    'This is no file of Portolan settings: "portolanSettings" is missing. Nothing was changed.',
  );
}

function fieldProblem({ issues }: z.ZodError): string {
  const issue = issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []).map(String), ...(unknown === undefined ? [] : [unknown])].join('.');
  const what = unknown === undefined ? (issue?.message ?? 'has the wrong shape') : whyUnknown(unknown);
  return `"${path}": ${what}. Nothing was changed.`;
}

const whyUnknown = (key: string): string =>
  (ofThisMachine as readonly string[]).includes(key)
    ? 'this belongs to one machine and cannot be imported'
    : 'there is no such setting';

function changesOf(values: Partial<Settings>, current: Settings): readonly string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (key === 'clusters') {
      const clusters = values.clusters ?? {};
      return Object.keys(clusters).filter((id) => !same(clusters[id], current.clusters[id]));
    }
    return same(value, Reflect.get(current, key)) ? [] : [key];
  });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
