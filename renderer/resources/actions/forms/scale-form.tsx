import { type ReactNode, useEffect, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { StateGlyph } from '../../../ui/glyph.tsx';
import styles from '../actions.module.css';
import type { FormProps } from './form.ts';
import { useAnswer, useRequest } from './use-request.ts';

const most = 2_147_483_647;

export function ScaleForm({ clusterId, asking, onChange, firstField }: FormProps): ReactNode {
  const { targets, step = 0 } = asking;
  const [single] = targets.length === 1 ? targets : [];
  const info = useAnswer(
    'actions.scaleInfo',
    single === undefined ? null : { clusterId, kind: single.kind, namespace: single.namespace, name: single.name },
  );
  const [text, setText] = useState<string | null>(null);
  const known = info?.ok === true ? info.value : null;
  const wanted = known?.wanted ?? null;
  // The number that is there is where one starts from; what was typed meanwhile stays.
  const shown = text ?? (wanted === null ? '' : String(Math.max(0, wanted + step)));
  const replicas = /^\d{1,10}$/.test(shown.trim()) && Number(shown) <= most ? Number(shown) : null;
  useRequest(onChange, replicas === null ? null : { id: 'scale', replicas });
  useEffect(() => {
    if (wanted !== null) firstField.current?.select();
  }, [wanted, firstField]);
  const add = (more: number): void => setText(String(Math.min(most, Math.max(0, (replicas ?? 0) + more))));
  return (
    <div className={styles.fields}>
      {known?.autoscaler == null ? null : (
        <p className={styles.warning} role="note">
          <StateGlyph state="warn" />
          <span>
            HorizontalPodAutoscaler <strong>{known.autoscaler.name}</strong> is in charge ({known.autoscaler.min} to{' '}
            {known.autoscaler.max} replicas) and will soon set its own number
            {replicas === 0 ? ', unless it is 0, which turns it off' : ''}.
          </span>
        </p>
      )}
      <div className={styles.number}>
        <TextField
          label="Replicas"
          inputMode="numeric"
          value={shown}
          onChange={setText}
          inputRef={firstField}
          invalid={shown !== '' && replicas === null ? 'A whole number, 0 or more.' : undefined}
        />
        <IconButton label="One less" icon="minus" bordered tooltip={false} onClick={() => add(-1)} />
        <IconButton label="One more" icon="plus" bordered tooltip={false} onClick={() => add(1)} />
      </div>
      {known === null ? null : (
        <p className={styles.note}>
          Now {known.wanted} wanted, {known.running} running.
        </p>
      )}
      {info !== null && !info.ok ? <p className={styles.problem}>{info.error.message}</p> : null}
    </div>
  );
}
