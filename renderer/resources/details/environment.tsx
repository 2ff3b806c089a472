import { type ReactNode, useState } from 'react';
import type { ResolvedVariable } from '../../../shared/kube/environment.ts';
import { useData } from '../../data/context.tsx';
import type { ObjectRef } from '../../data/live-object.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import { toast } from '../../ui/toast.tsx';
import { ObjectLinkView } from '../object-link.tsx';
import { useAsk } from '../use-ask.ts';
import styles from './details.module.css';

export interface EnvironmentProps {
  readonly clusterId: string;
  readonly target: ObjectRef;
  readonly container: string;
  /** As the object has it, with its sources unread. */
  readonly children: ReactNode;
}

/** The environment as it is written, and on demand with every value looked up; secrets stay masked until asked for. */
export function Environment({ clusterId, target, container, children }: EnvironmentProps): ReactNode {
  const [resolved, setResolved] = useState(false);
  return (
    <div className={styles.wide}>
      <div className={styles.environmentHead}>
        <span className={styles.muted}>Environment</span>
        <Button variant="quiet" aria-pressed={resolved} onClick={() => setResolved(!resolved)}>
          {resolved ? 'Show sources' : 'Look up values'}
        </Button>
      </div>
      {resolved ? <Resolved clusterId={clusterId} target={target} container={container} /> : children}
    </div>
  );
}

function Resolved({ clusterId, target, container }: Omit<EnvironmentProps, 'children'>): ReactNode {
  const { kind, namespace, name } = target;
  const { value, error } = useAsk('environment.resolve', { clusterId, kind, namespace, name, container });
  if (error !== null) return <p className={styles.muted}>{error.message}</p>;
  if (value === null) return <p className={styles.muted}>Looking them up…</p>;
  return (
    <div className={styles.scroll} data-testid="environment">
      <table className={styles.table} aria-label="Environment">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {value.variables.map((variable) => (
            <tr key={variable.name}>
              <td className="mono">{variable.name}</td>
              <td>
                <VariableValue clusterId={clusterId} namespace={namespace} variable={variable} />
              </td>
              <td>
                <Origin clusterId={clusterId} namespace={namespace} variable={variable} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface VariableProps {
  readonly clusterId: string;
  readonly namespace: string;
  readonly variable: ResolvedVariable;
}

function VariableValue({ clusterId, namespace, variable }: VariableProps): ReactNode {
  const { api } = useData();
  const [shown, setShown] = useState<string | null>(null);
  const { value, from, note, wrong, name } = variable;
  if (value !== null) return <span className="mono">{value}</span>;
  if (note !== '') {
    return (
      <span className={wrong ? styles.wrong : styles.muted}>
        {wrong ? <StateGlyph state="bad" /> : null}
        {note}
      </span>
    );
  }
  if (from === null) return null;
  const reveal = async (): Promise<void> => {
    if (shown !== null) return setShown(null);
    const reply = await api.ask('secrets.reveal', { clusterId, namespace, name: from.name, key: from.key });
    if (reply.ok) setShown(reply.value.text ?? reply.value.base64);
    else toast({ level: 'bad', message: `${name} cannot be shown: ${reply.error.message}` });
  };
  return (
    <span className={styles.masked}>
      {shown === null ? <span className={styles.muted}>••••••••</span> : <span className="mono">{shown}</span>}
      <IconButton
        label={shown === null ? `Reveal ${name}` : `Hide ${name}`}
        icon={shown === null ? 'eye' : 'eye-off'}
        iconSize={14}
        onClick={() => void reveal()}
      />
    </span>
  );
}

function Origin({ clusterId, namespace, variable }: VariableProps): ReactNode {
  const { from, origin } = variable;
  if (from === null) return <span className={styles.muted}>{origin}</span>;
  return (
    <>
      <ObjectLinkView clusterId={clusterId} to={{ group: '', kind: from.kind, namespace, name: from.name }}>
        {from.name}
      </ObjectLinkView>
      <span className={styles.muted}>{` ${from.key}`}</span>
    </>
  );
}
