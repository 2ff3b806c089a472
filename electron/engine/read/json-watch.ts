import type { WatchDecoder, WatchEvent } from '../reflect/types.ts';
import { Cutter, isKey } from './cut.ts';
import { parseExact } from './exact.ts';
import { JsonObjectReader } from './json-object.ts';
import type { Keep } from './keep.ts';
import { eachField, skipSpace, skipValue, textOf } from './scan.ts';

/** A line longer than this is not kept in memory: the kind is listed again instead. */
const MAX_LINE = 32 << 20;

/** One event per line: `{"type":"ADDED","object":{…}}`. */
export class JsonWatchDecoder implements WatchDecoder {
  readonly #objects: JsonObjectReader | null;
  readonly #cutter = new Cutter();
  /** The beginning of a line whose end has not come. */
  #rest: Buffer = Buffer.alloc(0);
  #restLength = 0;

  constructor(keep: Keep | null) {
    this.#objects = keep === null ? null : new JsonObjectReader(keep);
  }

  push(chunk: Uint8Array, onEvent: (event: WatchEvent) => void): void {
    let from = 0;
    for (let at = chunk.indexOf(10, from); at >= 0; at = chunk.indexOf(10, from)) {
      if (this.#restLength > 0) {
        this.#append(chunk.subarray(from, at));
        const length = this.#restLength;
        this.#restLength = 0;
        // The line's end, as `scan.ts` wants it.
        this.#rest[length] = 10;
        this.#line(this.#rest, 0, length, onEvent);
      } else if (at > from) {
        this.#line(chunk, from, at, onEvent);
      }
      from = at + 1;
    }
    if (from < chunk.length) this.#append(chunk.subarray(from));
    if (this.#restLength > MAX_LINE) {
      this.#restLength = 0;
      this.#rest = Buffer.alloc(0);
      onEvent({ type: 'garbled', reason: `A line of the watch is longer than ${MAX_LINE >> 20} MiB.` });
    }
  }

  #append(part: Uint8Array): void {
    const needed = this.#restLength + part.length;
    if (needed >= this.#rest.length) {
      const bigger = Buffer.allocUnsafeSlow(Math.max(needed + 1, this.#rest.length * 2, 4096));
      this.#rest.copy(bigger, 0, 0, this.#restLength);
      this.#rest = bigger;
    }
    this.#rest.set(part, this.#restLength);
    this.#restLength = needed;
  }

  #line(bytes: Uint8Array, from: number, to: number, onEvent: (event: WatchEvent) => void): void {
    let event: WatchEvent | null;
    try {
      event = this.#read(bytes, skipSpace(bytes, from), to);
    } catch (error) {
      event = {
        type: 'garbled',
        reason: `A line of the watch cannot be read: ${error instanceof Error ? error.message : error}`,
      };
    }
    if (event !== null) onEvent(event);
  }

  #read(bytes: Uint8Array, from: number, to: number): WatchEvent | null {
    // A blank line is nothing (a `\r` before the line feed, a keep-alive of some proxy).
    if (from >= to) return null;
    let type = '';
    let objectAt = -1;
    eachField(bytes, from, to, (keyFrom, keyTo, value) => {
      const end = skipValue(bytes, value, to);
      if (isKey(bytes, keyFrom, keyTo, 'type')) type = textOf(bytes, value + 1, end - 1);
      else if (isKey(bytes, keyFrom, keyTo, 'object')) objectAt = value;
      return end;
    });
    if (objectAt < 0) return { type: 'garbled', reason: 'A line of the watch has no object.' };
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
      if (this.#objects !== null) return watchEventOf(type, this.#objects.read(bytes, objectAt, to));
      this.#cutter.reset();
      this.#cutter.value(bytes, objectAt, to);
      return watchEventOf(type, parseExact(this.#cutter.text()));
    }
    return watchEventOf(type, JSON.parse(textOf(bytes, objectAt, skipValue(bytes, objectAt, to))));
  }
}

const INITIAL_END = 'k8s.io/initial-events-end';

type Fields = { readonly [name: string]: unknown };
const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A decoded event, whatever its encoding was. */
export function watchEventOf(type: string, object: unknown): WatchEvent {
  const metadata = fields(fields(object).metadata);
  const resourceVersion = text(metadata.resourceVersion);
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return { type: 'put', object, resourceVersion };
    case 'DELETED':
      return { type: 'remove', object, resourceVersion };
    case 'BOOKMARK': {
      const initialEnd = fields(metadata.annotations)[INITIAL_END] === 'true';
      return { type: 'bookmark', object, resourceVersion, initialEnd };
    }
    case 'ERROR': {
      const status = fields(object);
      const retry = fields(status.details).retryAfterSeconds;
      return {
        type: 'error',
        code: typeof status.code === 'number' ? status.code : 500,
        message: text(status.message) || 'The server ended the watch with an error.',
        retryAfterS: typeof retry === 'number' ? retry : null,
      };
    }
    default:
      return { type: 'garbled', reason: `The watch has an event of unknown type ${JSON.stringify(type)}.` };
  }
}
