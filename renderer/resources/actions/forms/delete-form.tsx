import { type ReactNode, useState } from 'react';
import { Segmented, Switch } from '../../../ui/field.tsx';
import styles from '../actions.module.css';
import type { FormProps } from './form.ts';
import { GraceField, graceOf } from './grace-field.tsx';
import { useRequest } from './use-request.ts';

type Propagation = 'background' | 'foreground' | 'orphan';

const choices = [
  { value: 'background', label: 'Background' },
  { value: 'foreground', label: 'Foreground' },
  { value: 'orphan', label: 'Orphan' },
] as const;
const meanings: Readonly<Record<Propagation, string>> = {
  background: 'It goes at once, what it owns goes after it.',
  foreground: 'What it owns goes first, it goes last.',
  orphan: 'Only it goes; what it owns stays.',
};

/** Kinds whose objects own no others: there is no choice to make. */
const ownNothing = new Set(['pods', 'configmaps', 'secrets', 'events', 'leases.coordination.k8s.io']);

export function DeleteForm({ asking, onChange }: FormProps): ReactNode {
  const [propagation, setPropagation] = useState<Propagation>('background');
  const [grace, setGrace] = useState('');
  const [force, setForce] = useState(false);
  const seconds = graceOf(grace);
  useRequest(
    onChange,
    !force && seconds === 'wrong'
      ? null
      : {
          id: 'delete',
          propagation,
          ...(force
            ? { gracePeriodSeconds: 0 }
            : seconds === 'wrong' || seconds === null
              ? {}
              : { gracePeriodSeconds: seconds }),
        },
  );
  const leaves = asking.targets.every(({ kind }) => ownNothing.has(kind));
  const pods = asking.targets.some(({ kind }) => kind === 'pods');
  return (
    <div className={styles.fields}>
      {leaves ? null : (
        <Segmented
          label="Dependants"
          description={meanings[propagation]}
          value={propagation}
          onChange={setPropagation}
          options={choices}
        />
      )}
      {pods ? <GraceField value={grace} onChange={setGrace} disabled={force} /> : null}
      <Switch
        label="Force"
        description="Remove it at once, without waiting for anything to end."
        checked={force}
        onChange={setForce}
      />
    </div>
  );
}
