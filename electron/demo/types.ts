/** Objects as the API server speaks them. Only metadata is typed; what a kind holds below is the kind's own affair. */
export type Fields = Readonly<Record<string, unknown>>;
export type Labels = Readonly<Record<string, string>>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** RFC 3339, whole seconds, UTC. */
  readonly creationTimestamp: string | null;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly generation?: number;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly unknown[];
  readonly managedFields?: readonly unknown[];
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map at `key`, or an empty one: for reading objects whose shape a client chose. */
export function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  const found = valueAt(value, ...path);
  return isFields(found) ? found : {};
}

export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isFields(current) || !Object.hasOwn(current, key)) return undefined;
    current = current[key];
  }
  return current;
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** `metav1.Time` as JSON: RFC 3339 in whole seconds. `at` in epoch ms. */
export function timestamp(at: number): string {
  const second = Math.floor(at / 1000);
  const slot = ((second % SLOTS) + SLOTS) % SLOTS;
  const known = STAMPS[slot];
  if (known && known[0] === second) return known[1];
  const text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
  STAMPS[slot] = [second, text];
  return text;
}
/** Lists repeat the same seconds again and again, and formatting dates is most of the work of a pod. */
const SLOTS = 4096;
const STAMPS: (readonly [second: number, text: string] | undefined)[] = [];
