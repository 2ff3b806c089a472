import { Cutter, isKey } from './cut.ts';
import { parseExact } from './exact.ts';
import { JsonObjectReader } from './json-object.ts';
import type { Keep } from './keep.ts';
import { eachField, JsonError, skipSpace, skipValue, textOf } from './scan.ts';

/** `metadata` of a list. `remaining` is null when the server does not say. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue: string;
  readonly remaining: number | null;
}
export const NO_META: ListMeta = { resourceVersion: '', continue: '', remaining: null };

/** A parsed item, or why it could not be. */
export type Item = { readonly object: unknown } | { readonly problem: string };

/** Items parsed together: one call of JSON.parse for some fifty kilobytes instead of one per object. */
const BATCH_BYTES = 1 << 16;

export function listMetaOf(value: unknown): ListMeta {
  if (typeof value !== 'object' || value === null) return NO_META;
  const field = (name: string): unknown => (Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined);
  const [version, next, remaining] = [field('resourceVersion'), field('continue'), field('remainingItemCount')];
  return {
    resourceVersion: typeof version === 'string' ? version : '',
    continue: typeof next === 'string' ? next : '',
    remaining: typeof remaining === 'number' ? remaining : null,
  };
}

/**
 * The list's metadata from the beginning of its text, so that the next page can be asked for while this one is under way. Null
 * when it is not all there yet, or does not come before the items.
 */
export function sniffMeta(bytes: Uint8Array, length: number): ListMeta | null {
  let found: ListMeta | null = null;
  try {
    eachField(bytes, skipSpace(bytes, 0), length, (from, to, value) => {
      if (isKey(bytes, from, to, 'items') || isKey(bytes, from, to, 'rows'))
        throw new JsonError('the items come first');
      const after = skipValue(bytes, value, length);
      if (!isKey(bytes, from, to, 'metadata')) return after;
      found = listMetaOf(JSON.parse(textOf(bytes, value, after)));
      throw new JsonError('enough');
    });
  } catch (error) {
    if (!(error instanceof JsonError) && !(error instanceof SyntaxError)) throw error;
  }
  return found;
}

/** Reads one page. `onItem` is called in order; a broken list throws JsonError or SyntaxError, a broken item costs itself. */
export class JsonListReader {
  readonly #cutter = new Cutter();
  readonly #objects: JsonObjectReader | null;
  readonly #itemsKey: 'items' | 'rows';

  constructor(keep: Keep | null, itemsKey: 'items' | 'rows' = 'items') {
    this.#objects = keep === null ? null : new JsonObjectReader(keep);
    this.#itemsKey = itemsKey;
  }

  /** `onField` gets the text of every other field of the list (`columnDefinitions` of a Table), before any item. */
  read(
    bytes: Uint8Array,
    length: number,
    onItem: (item: Item) => void,
    onField?: (name: string, text: string) => void,
  ): ListMeta {
    let meta = NO_META;
    let itemsAt = -1;
    let isList = false;
    const start = skipSpace(bytes, 0);
    const after = eachField(bytes, start, length, (from, to, value) => {
      if (isKey(bytes, from, to, this.#itemsKey)) {
        isList = true;
        // The usual order needs one walk; where something else may follow that matters, the items wait.
        if (onField === undefined) return this.#items(bytes, value, length, onItem);
        itemsAt = value;
        return skipValue(bytes, value, length);
      }
      const end = skipValue(bytes, value, length);
      if (isKey(bytes, from, to, 'metadata')) meta = listMetaOf(JSON.parse(textOf(bytes, value, end)));
      else onField?.(textOf(bytes, from, to), textOf(bytes, value, end));
      return end;
    });
    if (skipSpace(bytes, after) < length) throw new JsonError('something follows the list');
    // A proxy's `{}` with status 200, say: taken for a list it would be an empty one, and every row would go.
    if (!isList) throw new JsonError('it is no list');
    if (itemsAt >= 0) this.#items(bytes, itemsAt, length, onItem);
    return meta;
  }

  #items(bytes: Uint8Array, at: number, end: number, onItem: (item: Item) => void): number {
    // Go writes null for a list of none.
    if (bytes[at] === 110) return skipValue(bytes, at, end);
    if (bytes[at] !== 91) throw new JsonError('it is no list');
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === 93) return i + 1;
    if (this.#objects !== null) return readObjects(this.#objects, bytes, i, end, onItem);
    const cutter = this.#cutter;
    const flush = (): void => {
      parseBatch(cutter.text(), onItem);
      cutter.reset();
    };
    cutter.reset();
    for (;;) {
      if (cutter.length > 0) cutter.byte(44);
      i = skipSpace(bytes, cutter.value(bytes, i, end));
      if (cutter.length > BATCH_BYTES) flush();
      const c = bytes[i];
      if (c === 93) break;
      if (c !== 44) throw new JsonError('a comma or the end of the list was expected');
      i = skipSpace(bytes, i + 1);
    }
    flush();
    return i + 1;
  }
}

/** Objects straight from the bytes; one that cannot be read costs itself, as long as its end can be found. */
function readObjects(
  objects: JsonObjectReader,
  bytes: Uint8Array,
  from: number,
  end: number,
  onItem: (item: Item) => void,
): number {
  let i = from;
  for (;;) {
    let item: Item;
    try {
      item = { object: objects.read(bytes, i, end) };
      i = objects.at;
    } catch (error) {
      i = skipValue(bytes, i, end);
      item = { problem: error instanceof Error ? error.message : String(error) };
    }
    onItem(item);
    i = skipSpace(bytes, i);
    const c = bytes[i];
    if (c === 93) return i + 1;
    if (c !== 44) throw new JsonError('a comma or the end of the list was expected');
    i = skipSpace(bytes, i + 1);
  }
}

function parseBatch(text: string, onItem: (item: Item) => void): void {
  if (text === '') return;
  const parsed = tryParse(`[${text}]`);
  if (Array.isArray(parsed)) {
    for (const object of parsed) onItem({ object });
    return;
  }
  // One of them is wrong: find out which, by itself.
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; ) {
    const end = skipValue(bytes, i, bytes.length);
    const piece = textOf(bytes, i, end);
    try {
      onItem({ object: parseExact(piece) });
    } catch (error) {
      onItem({ problem: error instanceof Error ? error.message : String(error) });
    }
    i = end + 1;
  }
}

function tryParse(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return null;
  }
}
