import type { Store } from '../store/store.ts';
import { type Fields, fieldsAt, isFields, type KubeObject, textAt, valueAt } from '../types.ts';
import { apiVersionOf, BUILT_IN, customResource, type ResourceInfo } from './resources.ts';

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  readonly jsonPath: string;
}

/** Aggregated APIs come last, as a real server orders groups. */
const AGGREGATED = BUILT_IN.filter(({ group }) => group === 'metrics.k8s.io');
const CORE = BUILT_IN.filter(({ group }) => group !== 'metrics.k8s.io');

export const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';

/** All resources the server serves now: the built-in ones and what CustomResourceDefinitions add. */
export class Catalog {
  readonly #store: Store;
  #custom: readonly ResourceInfo[] | null = null;
  #columns = new Map<string, readonly PrinterColumn[]>();

  constructor(store: Store) {
    this.#store = store;
    store.collection(CRDS).subscribe(() => {
      this.#custom = null;
    });
  }

  all(): readonly ResourceInfo[] {
    return [...CORE, ...this.#customResources(), ...AGGREGATED];
  }

  find(group: string, version: string, plural: string): ResourceInfo | undefined {
    return this.all().find((info) => info.group === group && info.version === version && info.plural === plural);
  }

  serves(group: string, version: string): boolean {
    return this.all().some((info) => info.group === group && info.version === version);
  }

  isCustom(info: ResourceInfo): boolean {
    return this.#customResources().includes(info);
  }

  /** Printer columns of a custom resource; undefined for built-in kinds. */
  printerColumns(info: ResourceInfo): readonly PrinterColumn[] | undefined {
    this.#customResources();
    return this.#columns.get(`${apiVersionOf(info)}/${info.plural}`);
  }

  #customResources(): readonly ResourceInfo[] {
    if (this.#custom) return this.#custom;
    this.#columns = new Map();
    this.#custom = [...this.#store.collection(CRDS).scan(null, null)].flatMap((stored) => this.#read(stored.render()));
    return this.#custom;
  }

  #read(crd: KubeObject): ResourceInfo[] {
    const names = fieldsAt(crd, 'spec', 'names');
    const versions = valueAt(crd, 'spec', 'versions');
    const list = (key: string): string[] => {
      const found = names[key];
      return Array.isArray(found) ? found.map(String) : [];
    };
    return (Array.isArray(versions) ? versions : []).filter(isFields).flatMap((version) => {
      if (version.served !== true) return [];
      const info = customResource({
        group: textAt(crd, 'spec', 'group'),
        version: textAt(version, 'name'),
        plural: textAt(names, 'plural'),
        singular: textAt(names, 'singular') || textAt(names, 'kind').toLowerCase(),
        kind: textAt(names, 'kind'),
        namespaced: textAt(crd, 'spec', 'scope') === 'Namespaced',
        shortNames: list('shortNames'),
        categories: list('categories'),
        status: valueAt(version, 'subresources', 'status') !== undefined,
      });
      this.#columns.set(`${apiVersionOf(info)}/${info.plural}`, columnsOf(version));
      return [info];
    });
  }
}

function columnsOf(version: Fields): readonly PrinterColumn[] {
  const columns = version.additionalPrinterColumns;
  if (!Array.isArray(columns) || columns.length === 0) return [AGE];
  return columns.filter(isFields).map((column) => ({
    name: textAt(column, 'name'),
    type: textAt(column, 'type'),
    format: textAt(column, 'format'),
    description:
      textAt(column, 'description') ||
      `Custom resource definition column (in JSONPath format): ${textAt(column, 'jsonPath')}`,
    priority: Number(column.priority ?? 0),
    jsonPath: textAt(column, 'jsonPath'),
  }));
}

const CREATION =
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata';

/** What a definition without columns gets (`apiextensions-apiserver/pkg/apiserver/conversion`, defaults). */
const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  format: '',
  description: CREATION,
  priority: 0,
  jsonPath: '.metadata.creationTimestamp',
};
