import type { ProtoField, ProtoMessage, ProtoType } from '../../../shared/kinds/spec.ts';
import { Texts, Times } from './proto-text.ts';

/**
 * A selective reader for protobuf bodies: only the fields a kind's descriptor names are read, into the shape JSON would have;
 * everything else is skipped by its length. Written by hand because protobuf libraries build whole messages, which costs
 * more than `JSON.parse`. Wire format: protobuf.dev/programming-guides/encoding; Kubernetes' envelope: `runtime.Unknown`.
 */
export class ProtoError extends Error {
  override readonly name = 'ProtoError';
}

type Fields = Record<string, unknown>;

/** A message's fields by number, as an array: found by index. */
interface Plan {
  readonly fields: readonly (PlannedField | undefined)[];
}
interface PlannedField {
  readonly name: string;
  readonly type: ProtoType;
  readonly repeat: ProtoField['repeat'];
  readonly plan: Plan | null;
}

export function planOf(message: ProtoMessage): Plan {
  const fields: (PlannedField | undefined)[] = [];
  for (const [number, field] of Object.entries(message)) {
    const plan = typeof field.type === 'object' ? planOf(field.type) : null;
    fields[Number(number)] = { name: field.name, type: field.type, repeat: field.repeat, plan };
  }
  // Holes in an array are slow to read.
  return { fields: Array.from(fields, (field) => field) };
}

export class ProtoReader {
  readonly #texts = new Texts();
  readonly #times = new Times();
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** Decodes `bytes[from, to)` as a message; throws ProtoError for what is no protobuf. */
  message(bytes: Buffer, from: number, to: number, plan: Plan): Fields {
    this.#bytes = bytes;
    this.#at = from;
    return this.#message(to, plan);
  }

  /**
   * Calls `visit` for each field of a message without decoding it: number, and for lengths the stretch of bytes, else the value.
   */
  each(
    bytes: Buffer,
    from: number,
    to: number,
    visit: (field: number, start: number, end: number, value: number) => void,
  ): void {
    let at = from;
    while (at < to) {
      this.#bytes = bytes;
      this.#at = at;
      const tag = this.#varint();
      const wire = tag & 7;
      if (wire === 2) {
        const length = this.#varint();
        const start = this.#at;
        if (start + length > to) throw new ProtoError('a field reaches beyond its message');
        at = start + length;
        visit(tag >>> 3, start, at, 0);
      } else if (wire === 0) {
        const value = this.#varint();
        at = this.#at;
        visit(tag >>> 3, at, at, value);
      } else {
        this.#skip(wire, to);
        at = this.#at;
      }
    }
  }

  text(bytes: Buffer, from: number, to: number): string {
    return this.#texts.read(bytes, from, to);
  }

  #message(end: number, plan: Plan): Fields {
    const fields: Fields = {};
    const bytes = this.#bytes;
    const planned = plan.fields;
    while (this.#at < end) {
      let tag = bytes[this.#at] ?? 0;
      if (tag < 128) this.#at++;
      else tag = this.#varint();
      const field = planned[tag >>> 3];
      const wire = tag & 7;
      if (wire !== 2) {
        if (field === undefined || wire !== 0) this.#skip(wire, end);
        else this.#scalar(fields, field);
        continue;
      }
      let length = bytes[this.#at] ?? 0;
      if (length < 128) this.#at++;
      else length = this.#varint();
      const stop = this.#at + length;
      if (stop > end) throw new ProtoError('a field reaches beyond its message');
      if (field !== undefined) this.#nested(fields, field, stop);
      this.#at = stop;
    }
    if (this.#at !== end) throw new ProtoError('a message does not end where it says');
    return fields;
  }

  #scalar(fields: Fields, field: PlannedField): void {
    const value = this.#varint();
    const read = field.type === 'bool' ? value !== 0 : value;
    if (field.type === 'count') fields[field.name] = count(fields[field.name]) + 1;
    else if (field.repeat === 'repeated') push(fields, field.name, read);
    else fields[field.name] = read;
  }

  #nested(fields: Fields, field: PlannedField, stop: number): void {
    if (field.type === 'count') {
      fields[field.name] = count(fields[field.name]) + 1;
    } else if (field.repeat === 'map') {
      this.#entry(fields, field, stop);
    } else {
      const value = this.#value(field, stop);
      if (field.repeat === 'repeated') push(fields, field.name, value);
      else if (value !== undefined) fields[field.name] = value;
    }
  }

  #value(field: PlannedField, stop: number): unknown {
    const { plan, type } = field;
    if (plan !== null) return this.#message(stop, plan);
    switch (type) {
      case 'string':
        return this.#texts.read(this.#bytes, this.#at, stop);
      case 'time':
      case 'microtime':
        return this.#time(stop, type === 'microtime');
      case 'bytes64':
        return this.#bytes.toString('base64', this.#at, stop);
      case 'quantity':
        return this.#message(stop, QUANTITY).text ?? '0';
      case 'intstr': {
        const parts = this.#message(stop, INT_OR_STRING);
        return parts.type === 1 ? (parts.text ?? '') : (parts.number ?? 0);
      }
      case 'duration':
        return `${Number(this.#message(stop, DURATION).nanos ?? 0) / 1e9}s`;
      default:
        throw new ProtoError(`${field.name} is not what was expected`);
    }
  }

  #entry(fields: Fields, field: PlannedField, stop: number): void {
    let key = '';
    let value: unknown = '';
    while (this.#at < stop) {
      const tag = this.#varint();
      if ((tag & 7) !== 2) {
        this.#skip(tag & 7, stop);
        continue;
      }
      const end = this.#varint() + this.#at;
      if (end > stop) throw new ProtoError('an entry reaches beyond its map');
      if (tag >>> 3 === 1) key = this.#texts.read(this.#bytes, this.#at, end);
      else value = this.#value(field, end);
      this.#at = end;
    }
    const before = fields[field.name];
    const map: Fields = typeof before === 'object' && before !== null ? (before as Fields) : {};
    if (before === undefined) fields[field.name] = map;
    // `__proto__` as a label's key is a key, as it is after JSON.parse.
    if (key === '__proto__')
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    else map[key] = value;
  }

  /** A zero time is an empty message: absent, as JSON has null there. */
  #time(stop: number, micro: boolean): string | undefined {
    let seconds: number | null = null;
    let nanos = 0;
    while (this.#at < stop) {
      const tag = this.#varint();
      const value = this.#varint();
      if (tag >>> 3 === 1) seconds = value;
      else nanos = value;
    }
    return seconds === null ? undefined : this.#times.text(seconds, nanos, micro);
  }

  #skip(wire: number, end: number): void {
    if (wire === 0) this.#varint();
    else if (wire === 1) this.#at += 8;
    else if (wire === 5) this.#at += 4;
    else if (wire === 2) this.#at += this.#varint();
    else throw new ProtoError(`wire type ${wire} is not known`);
    if (this.#at > end) throw new ProtoError('a field reaches beyond its message');
  }

  /** Up to 2^53 exactly; negative numbers (ten bytes) as they are. */
  #varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] ?? 0;
    if (byte < 128) return byte;
    let low = byte & 127;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[this.#at++] ?? 0;
      low |= (byte & 127) << shift;
      if (byte < 128) return low;
    }
    let high = 0;
    let scale = 1;
    for (let i = 0; i < 6; i++) {
      byte = bytes[this.#at++] ?? 0;
      high += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) {
        // 64-bit two's complement.
        return high >= 2 ** 35 ? low - (2 ** 36 - high) * 2 ** 28 : low + high * 2 ** 28;
      }
    }
    throw new ProtoError('a number does not end');
  }
}

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

function push(fields: Fields, name: string, value: unknown): void {
  const before = fields[name];
  if (Array.isArray(before)) before.push(value);
  else fields[name] = [value];
}

const QUANTITY = planOf({ 1: { name: 'text', type: 'string' } });
const INT_OR_STRING = planOf({
  1: { name: 'type', type: 'int' },
  2: { name: 'number', type: 'int' },
  3: { name: 'text', type: 'string' },
});
const DURATION = planOf({ 1: { name: 'nanos', type: 'int' } });
