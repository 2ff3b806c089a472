import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { rec, str } from '../../../shared/kube/read.ts';

/** The text of a ConfigMap's key; `null` for bytes and for a key that is not there. */
export function configMapText(object: KubeObject | null, key: string): string | null {
  const data = rec(object?.data);
  return Object.hasOwn(data, key) ? str(data[key]) : null;
}

/** The base64 of a ConfigMap's bytes; `null` for a text. */
export function configMapBytes(object: KubeObject | null, key: string): string | null {
  const data = rec(object?.binaryData);
  return Object.hasOwn(data, key) ? str(data[key]) : null;
}

/** `812 B`, `1.4 KiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
}

/** What is wrong with a key's name, in a sentence, or nothing. Source: `apimachinery/pkg/util/validation` IsConfigMapKey. */
export function keyProblem(key: string, others: readonly string[]): string | undefined {
  if (key === '') return undefined;
  if (others.includes(key)) return `There is a key ${key} already.`;
  if (key.length > 253) return 'A key may have 253 characters.';
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return 'A key may consist of letters, digits, "-", "_" and ".".';
  return key === '.' || key.startsWith('..') ? 'A key may not begin with "..".' : undefined;
}

/** Base64 of bytes, for a file that was picked. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: the arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
