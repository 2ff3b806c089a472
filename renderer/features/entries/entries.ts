import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { rec, str } from '../../../shared/kube/read.ts';

/** One key of a ConfigMap. */
export interface Entry {
  readonly key: string;
  /** `null`: bytes that are no text. */
  readonly text: string | null;
  /** Bytes. */
  readonly size: number;
}

const encoder = new TextEncoder();

const bytesOf = (base64: string): number => Math.floor((base64.replace(/[=\s]/g, '').length * 3) / 4);

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0;

export function configMapEntries(object: KubeObject): readonly Entry[] {
  const texts = Object.entries(rec(object.data)).map(([key, value]): Entry => {
    const text = str(value);
    return { key, text, size: encoder.encode(text).length };
  });
  const bytes = Object.entries(rec(object.binaryData)).map(
    ([key, value]): Entry => ({ key, text: null, size: bytesOf(str(value)) }),
  );
  return [...texts, ...bytes].sort(byKey);
}

/** Keys only: the values are masked before they reach a window. */
export const secretKeys = (object: KubeObject): readonly string[] => Object.keys(rec(object.data)).sort();

/** `812 B`, `1.4 KiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`;
}
