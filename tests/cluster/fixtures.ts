/**
 * Loads `fixtures/objects/*.yaml`: objects whose statuses reach every branch of kubectl's printers. The files say what matters; what is
 * the same everywhere (a pod template, a container's image, an age) is filled in here, and relative times become real ones.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

type Fields = Record<string, unknown>;

export interface Fixture {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 } as const;
type Unit = keyof typeof SECONDS;
const isUnit = (text: string): text is Unit => text in SECONDS;

const RELATIVE = /^\{\{(ago|in)(-micro)? (\d+)([smhdy])\}\}$/;

/** `{{ago 5m}}` → RFC 3339; with `-micro` in the form of a MicroTime. Units s m h d y (365 days). */
function resolveTime(text: string, now: Date): string {
  const [, direction, micro, amount, unit] = RELATIVE.exec(text) ?? [];
  if (!direction || !unit || !isUnit(unit)) return text;
  const offset = Number(amount) * SECONDS[unit] * 1000;
  const seconds = new Date(now.getTime() + (direction === 'ago' ? -offset : offset)).toISOString().slice(0, 19);
  return micro ? `${seconds}.000000Z` : `${seconds}Z`;
}

/** A PKCS #10 request of `CN=ada,O=team` without its private key; stands where a fixture says `{{csr}}`. */
const SIGNING_REQUEST =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTk1Bc0dBMVVFQ2d3RWRHVmhiVEVNTUFvR0ExVUVBd3dEWVdSaE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUU3WWxkSlZnVy81UGg4bFdMQ0lpdmMvdmlGYi9kVkt5OEFZMysranVTCkVsemdCbUNmaTNyQThObWo0NGlTV3lXU1pmcldoN2pYcERGci9pQzFaVU93WjZBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJQys0ZjVjbjY4clRncENLQ2xPOHVZdGV3UHRjVkxBTmNSTG14UDBRWnkzU0FpRUFpOXpRN2gyOApEdDF5dWtwNjlvQXE4eUJFOEIxcGx6WTl3akdMYUQwVkpIaz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==';

function resolveTimes(value: unknown, now: Date): unknown {
  if (typeof value === 'string') return value === '{{csr}}' ? SIGNING_REQUEST : resolveTime(value, now);
  if (Array.isArray(value)) return value.map((item) => resolveTimes(item, now));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveTimes(item, now)]));
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

const imageOf = (container: Fields): Fields => ({ image: `registry.example/${container.name}:1.0`, ...container });

/** Containers as named by the statuses when the spec names none; images where none is said. */
function podSpec(spec: Fields, status: Fields): Fields {
  const named = spec.containers ?? list(status.containerStatuses).map(({ name }) => ({ name }));
  const containers = list(named).length > 0 ? list(named) : [{ name: 'main' }];
  return {
    ...spec,
    containers: containers.map(imageOf),
    ...('initContainers' in spec ? { initContainers: list(spec.initContainers).map(imageOf) } : {}),
  };
}

const containerStatus = (status: Fields): Fields => ({
  ready: false,
  restartCount: 0,
  image: `registry.example/${status.name}:1.0`,
  imageID: '',
  ...status,
});

function podStatus(status: Fields): Fields {
  const names = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];
  const filled = names.filter((name) => name in status).map((name) => [name, list(status[name]).map(containerStatus)]);
  return { ...status, ...Object.fromEntries(filled) };
}

const jobTemplate = {
  spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'registry.example/main:1.0' }] },
};
const jobSpec = (spec: Fields): Fields => ({ template: jobTemplate, ...spec });

/** Fills in what every object of a kind needs and no printer looks at. */
function completed(document: Fixture): Fixture {
  const spec = fields(document.spec);
  const status = fields(document.status);
  switch (document.kind) {
    case 'Pod':
      return { ...document, spec: podSpec(spec, status), status: podStatus(status) };
    case 'Job':
      return { ...document, spec: jobSpec(spec) };
    case 'CronJob':
      return { ...document, spec: { jobTemplate: { spec: jobSpec({}) }, ...spec } };
    default:
      return document;
  }
}

function isFixture(value: unknown): value is Fixture {
  return isFields(value) && typeof value.kind === 'string' && isFields(value.metadata);
}

/** Kinds that others refer to come first; custom resources come after their definitions have been established. */
const FIRST = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'RuntimeClass', 'StorageClass', 'Node'];
const rank = ({ kind, apiVersion }: Fixture): number => {
  const position = FIRST.indexOf(kind);
  if (position >= 0) return position;
  return apiVersion.includes('.example') ? FIRST.length + 1 : FIRST.length;
};

/** Ages that objects get in turn when they do not say their own, in seconds: every unit of kubectl's ages. */
const AGES = [
  38, 95, 305, 2_710, 11_400, 40_000, 100_000, 250_000, 800_000, 9_000_000, 40_000_000, 100_000_000, 300_000_000,
];

/** `objects`: what every server has. `objects-gated`: kinds behind alpha and beta switches. */
export type FixtureSet = 'objects' | 'objects-gated';

/**
 * All fixtures of a set, in the order in which they can be created.
 * @param now what relative times are relative to
 */
export async function loadFixtures(set: FixtureSet, now: Date): Promise<readonly Fixture[]> {
  const folder = join(import.meta.dirname, 'fixtures', set);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const documents = texts.flatMap((text, index) =>
    parseAllDocuments(text).flatMap((document): Fixture[] => {
      if (document.errors[0]) throw new Error(`${files[index]}: ${document.errors[0].message}`);
      const value = resolveTimes(document.toJS(), now);
      if (value === null) return [];
      if (!isFixture(value)) throw new Error(`${files[index]}: a document without kind and metadata`);
      return [completed(value)];
    }),
  );
  return documents.toSorted((a, b) => rank(a) - rank(b)).map((document, index) => aged(document, index, now));
}

function aged(document: Fixture, index: number, now: Date): Fixture {
  if ('creationTimestamp' in document.metadata) return document;
  const age = AGES[index % AGES.length] ?? 0;
  const creationTimestamp = `${new Date(now.getTime() - age * 1000).toISOString().slice(0, 19)}Z`;
  return { ...document, metadata: { ...document.metadata, creationTimestamp } };
}
