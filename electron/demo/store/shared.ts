import { isFields } from '../types.ts';

/**
 * Parts of objects that many objects have in common (the containers of all pods of a workload). Whoever makes such a
 * part says so and never changes it; its text and its bytes are then made once, which is most of the work of a list.
 */
export interface SharedForms {
  json?: string;
  /** By the field it stands in: the same part may stand in several. */
  readonly protobuf: Map<object, Buffer>;
}

const FORMS = new WeakMap<object, SharedForms>();

export function shared<T extends object>(part: T): T {
  FORMS.set(part, { protobuf: new Map() });
  return part;
}

export function sharedForms(part: unknown): SharedForms | undefined {
  return typeof part === 'object' && part !== null ? FORMS.get(part) : undefined;
}

/** `JSON.stringify`, using the shared parts' texts, which stand in the first levels of an object. */
export function jsonText(value: unknown, depth = 3): string {
  const forms = sharedForms(value);
  if (forms) {
    forms.json ??= JSON.stringify(value);
    return forms.json;
  }
  if (depth === 0 || !isFields(value) || 'toJSON' in value) return JSON.stringify(value);
  let text = '{';
  for (const key of Object.keys(value)) {
    const inner = value[key];
    if (inner === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${jsonText(inner, depth - 1)}`;
  }
  return `${text}}`;
}
