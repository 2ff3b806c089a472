import { type ErrorInfo, errorCodes } from '../errors.ts';

/**
 * What travels on a byte stream, one frame a message: `data` are the stream's bytes; `credit` says how many of the peer's bytes were
 * consumed; `control` is a small JSON value beside the bytes (a size); `end` closes, with a reason when it was no normal end.
 */
export type Frame =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'credit'; readonly bytes: number }
  | { readonly type: 'control'; readonly value: unknown }
  | { readonly type: 'end'; readonly error: ErrorInfo | null };

/** Every host has these; the types of this room know neither Node nor the page. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const TYPES = ['data', 'credit', 'control', 'end'] as const;
/** Control values are sizes and states, not payload. */
const mostJson = 64 * 1024;

export function encodeFrame(frame: Frame): Uint8Array {
  const body = bodyOf(frame);
  const whole = new Uint8Array(body.length + 1);
  whole[0] = TYPES.indexOf(frame.type);
  whole.set(body, 1);
  return whole;
}

function bodyOf(frame: Frame): Uint8Array {
  switch (frame.type) {
    case 'data':
      return frame.bytes;
    case 'credit': {
      const body = new Uint8Array(4);
      new DataView(body.buffer).setUint32(0, frame.bytes);
      return body;
    }
    case 'control':
      return new TextEncoder().encode(JSON.stringify(frame.value ?? null));
    case 'end':
      return new TextEncoder().encode(JSON.stringify(frame.error));
  }
}

/** `null` for bytes that are no frame: whoever sent them is not our peer. */
export function decodeFrame(whole: Uint8Array): Frame | null {
  const type = TYPES[whole[0] ?? -1];
  const body = whole.subarray(1);
  if (type === undefined) return null;
  if (type === 'data') return { type, bytes: body };
  if (type === 'credit') {
    if (body.length !== 4) return null;
    return { type, bytes: new DataView(body.buffer, body.byteOffset, 4).getUint32(0) };
  }
  const value = body.length > mostJson ? undefined : parse(body);
  if (value === undefined) return null;
  if (type === 'control') return { type, value };
  return { type, error: errorOf(value) };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined; // JSON has no undefined.
  }
}

function errorOf(value: unknown): ErrorInfo | null {
  if (typeof value !== 'object' || value === null || !('code' in value) || !('message' in value)) return null;
  const code = errorCodes.find((one) => one === value.code) ?? 'internal';
  return { code, message: String(value.message) };
}
