import { type ReactNode, useEffect, useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeBlock, copyText } from '../../ui/copy.tsx';
import { toast } from '../../ui/toast.tsx';
import styles from './entries.module.css';

const MASK = '••••••••';
/** A secret stays on the clipboard this long (`SAFETY.md` §1). */
const CLIPBOARD_MS = 30_000;

export interface SecretEntryProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly name: string;
  readonly entryKey: string;
  /** Of the object: a new version hides what was revealed of the old one. */
  readonly version: string;
}

type Shown = { readonly type: 'masked' } | { readonly type: 'text' | 'base64'; readonly value: string };

/** One key of a Secret: masked until asked for; each asking is an audited call of its own. */
export function SecretEntry({ clusterId, namespace, name, entryKey, version }: SecretEntryProps): ReactNode {
  const { api, timing } = useData();
  const [shown, setShown] = useState<Shown>({ type: 'masked' });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version, key or object is another secret
  useEffect(() => setShown({ type: 'masked' }), [clusterId, namespace, name, entryKey, version]);

  const read = async (): Promise<{ readonly text: string | null; readonly base64: string } | null> => {
    try {
      return await api.call('secrets.reveal', { clusterId, namespace, name, key: entryKey });
    } catch (error) {
      toast({ level: 'bad', message: `${entryKey} cannot be shown: ${toErrorInfo(error).message}` });
      return null;
    }
  };
  const reveal = async (): Promise<void> => {
    const value = await read();
    if (value === null) return;
    setShown(value.text === null ? { type: 'base64', value: value.base64 } : { type: 'text', value: value.text });
  };
  const copy = async (): Promise<void> => {
    const value = await read();
    if (value === null) return;
    if (!(await copyText(value.text ?? value.base64))) {
      toast({ level: 'warn', message: 'The browser did not allow to copy.' });
      return;
    }
    toast({ level: 'ok', message: `Copied ${entryKey}. The clipboard is emptied after 30 s.` });
    timing.setTimeout(() => void copyText(''), CLIPBOARD_MS);
  };
  const open = shown.type !== 'masked';
  return (
    <li className={styles.entry} data-key={entryKey}>
      <div className={styles.head}>
        <span className={styles.key}>{entryKey}</span>
        {shown.type === 'base64' ? <span className={styles.size}>binary, as base64</span> : null}
        <IconButton label={`Copy ${entryKey}`} icon="copy" iconSize={14} onClick={() => void copy()} />
        <Button
          variant="quiet"
          icon={open ? 'eye-off' : 'eye'}
          aria-label={open ? `Hide ${entryKey}` : `Reveal ${entryKey}`}
          onClick={() => (open ? setShown({ type: 'masked' }) : void reveal())}
        >
          {open ? 'Hide' : 'Reveal'}
        </Button>
      </div>
      {open ? (
        <CodeBlock label={`Value of ${entryKey}`}>{shown.value}</CodeBlock>
      ) : (
        <p className={styles.mask}>{MASK}</p>
      )}
    </li>
  );
}
