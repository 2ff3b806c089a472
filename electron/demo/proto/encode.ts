import { sharedForms } from '../store/shared.ts';
import { isFields } from '../types.ts';
import { type FieldSchema, SCHEMA } from './schema.ts';
import { ReverseWriter } from './writer.ts';

/** Writes the fields of `value` (shaped as in JSON) that the message knows. */
export function writeMessage(writer: ReverseWriter, message: string, value: unknown): void {
  const special = SPECIAL.get(message);
  if (special) {
    special(writer, value);
    return;
  }
  if (!isFields(value)) return;
  const fields = SCHEMA.get(message) ?? [];
  for (let i = fields.length - 1; i >= 0; i--) {
    const field = fields[i];
    if (field) writeField(writer, field, field.inline ? value : value[field.name]);
  }
}

function writeField(writer: ReverseWriter, field: FieldSchema, value: unknown): void {
  if (value === undefined || value === null) return;
  const forms = field.inline ? undefined : sharedForms(value);
  if (forms) {
    let bytes = forms.protobuf.get(field);
    if (!bytes) {
      bytes = fieldBytes(field, value);
      forms.protobuf.set(field, bytes);
    }
    writer.bytes(bytes);
    return;
  }
  writeOwnField(writer, field, value);
}

/** The field's bytes, tag included. */
function fieldBytes(field: FieldSchema, value: unknown): Buffer {
  const writer = SPARE.pop() ?? new ReverseWriter();
  writer.begin();
  writeOwnField(writer, field, value);
  // A copy: it is kept, and must not keep its slab.
  const bytes = Buffer.from(writer.finish());
  SPARE.push(writer);
  return bytes;
}
/** Shared parts lie within shared parts, so more than one may be in use. */
const SPARE: ReverseWriter[] = [];

function writeOwnField(writer: ReverseWriter, field: FieldSchema, value: unknown): void {
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return;
    for (let i = value.length - 1; i >= 0; i--) writeValue(writer, field.number, field.type, value[i]);
  } else if (field.kind === 'map') {
    if (!isFields(value)) return;
    // Go writes maps in sorted order; backwards here.
    for (const key of Object.keys(value).sort().reverse()) {
      const mark = writer.length;
      writeValue(writer, 2, field.type, value[key]);
      writeValue(writer, 1, 'string', key);
      writer.close(field.number, mark);
    }
  } else {
    writeValue(writer, field.number, field.type, value);
  }
}

function writeValue(writer: ReverseWriter, number: number, type: string, value: unknown): void {
  switch (type) {
    case 'string': {
      const mark = writer.length;
      writer.text(String(value));
      writer.close(number, mark);
      return;
    }
    case 'bool':
      writer.varint(value === true ? 1 : 0);
      writer.tag(number, 0);
      return;
    case 'int32':
    case 'int64':
      writer.varint(Number(value));
      writer.tag(number, 0);
      return;
    case 'bytes': {
      const mark = writer.length;
      writer.bytes(Buffer.from(String(value), 'base64'));
      writer.close(number, mark);
      return;
    }
    default: {
      const mark = writer.length;
      writeMessage(writer, type, value);
      writer.close(number, mark);
    }
  }
}

const TIMES = new Map<string, number>();

/** Epoch ms; remembered, since lists repeat the same seconds. */
function parsedTime(text: string): number {
  const known = TIMES.get(text);
  if (known !== undefined) return known;
  const at = Date.parse(text);
  if (TIMES.size >= 4096) TIMES.clear();
  TIMES.set(text, at);
  return at;
}

function writeTime(writer: ReverseWriter, value: unknown): void {
  const ms = parsedTime(String(value));
  if (Number.isNaN(ms)) return;
  const seconds = Math.floor(ms / 1000);
  const nanos = (ms - seconds * 1000) * 1_000_000;
  if (nanos > 0) writeValue(writer, 2, 'int32', nanos);
  writeValue(writer, 1, 'int64', seconds);
}

/** Messages whose JSON is not a map of their fields. */
const SPECIAL: ReadonlyMap<string, (writer: ReverseWriter, value: unknown) => void> = new Map([
  ['Time', writeTime],
  ['MicroTime', writeTime],
  ['Quantity', (writer, value) => writeValue(writer, 1, 'string', value)],
  [
    'IntOrString',
    (writer, value) => {
      if (typeof value === 'string') writeValue(writer, 3, 'string', value);
      else writeValue(writer, 2, 'int32', value);
      writeValue(writer, 1, 'int64', typeof value === 'string' ? 1 : 0);
    },
  ],
  [
    'FieldsV1',
    (writer, value) => {
      const mark = writer.length;
      writer.text(JSON.stringify(value));
      writer.close(1, mark);
    },
  ],
]);
