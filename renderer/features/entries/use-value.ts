import { useEffect, useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';
import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { copyText } from '../../ui/copy.tsx';
import { toast } from '../../ui/toast.tsx';
import { configMapBytes, configMapText } from './entries.ts';
import type { EntriesKind } from './use-entry-edit.ts';

/** A secret stays on the clipboard this long. */
const CLIPBOARD_MS = 30_000;

export type Value = { readonly type: 'text' | 'base64'; readonly value: string };

export interface ValueOf {
  readonly clusterId: string;
  readonly kind: EntriesKind;
  readonly namespace: string;
  readonly name: string;
  readonly entryKey: string;
  readonly object: KubeObject | null;
  /** Of the object: a new version hides what was revealed of the old one. */
  readonly version: string;
}

export interface UsedValue {
  /** What is shown now; `null` while it is masked. */
  readonly shown: Value | null;
  reveal(): Promise<void>;
  hide(): void;
  /** Reads it without showing it: of a Secret an audited call of its own. */
  read(): Promise<Value | null>;
  copy(): Promise<void>;
}

/** The value of one key: a ConfigMap's is there, a Secret's is asked for each time. */
export function useValue(of: ValueOf): UsedValue {
  const { clusterId, kind, namespace, name, entryKey, object, version } = of;
  const { api, timing } = useData();
  const [revealed, setRevealed] = useState<Value | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version, key or object is another secret
  useEffect(() => setRevealed(null), [clusterId, namespace, name, entryKey, version]);
  const held = kind === 'configmaps' ? heldValue(object, entryKey) : null;
  const read = async (): Promise<Value | null> => {
    if (kind === 'configmaps') return held;
    try {
      const { text, base64 } = await api.call('secrets.reveal', { clusterId, namespace, name, key: entryKey });
      return text === null ? { type: 'base64', value: base64 } : { type: 'text', value: text };
    } catch (error) {
      toast({ level: 'bad', message: `${entryKey} cannot be shown: ${toErrorInfo(error).message}` });
      return null;
    }
  };
  const copy = async (): Promise<void> => {
    const value = await read();
    if (value === null) return;
    if (!(await copyText(value.value))) {
      toast({ level: 'warn', message: 'The browser did not allow to copy.' });
      return;
    }
    const secret = kind === 'secrets';
    toast({ level: 'ok', message: `Copied ${entryKey}.${secret ? ' The clipboard is emptied after 30 s.' : ''}` });
    if (secret) timing.setTimeout(() => void copyText(''), CLIPBOARD_MS);
  };
  return {
    shown: held ?? revealed,
    read,
    copy,
    reveal: async () => setRevealed(await read()),
    hide: () => setRevealed(null),
  };
}

function heldValue(object: KubeObject | null, key: string): Value | null {
  const text = configMapText(object, key);
  if (text !== null) return { type: 'text', value: text };
  const bytes = configMapBytes(object, key);
  return bytes === null ? null : { type: 'base64', value: bytes };
}
