import type { ReactNode } from 'react';
import { arr, rec, strings } from '../../../../shared/kube/read.ts';
import styles from '../actions.module.css';
import type { FormProps } from './form.ts';
import { useAnswer } from './use-request.ts';

/** Which finalizers a single object has; the request itself has no choice. */
export function FinalizersForm({ clusterId, asking }: FormProps): ReactNode {
  const [single] = asking.targets.length === 1 ? asking.targets : [];
  const answer = useAnswer(
    'objects.get',
    single === undefined ? null : { clusterId, kind: single.kind, namespace: single.namespace, name: single.name },
  );
  if (answer === null) return null;
  if (!answer.ok) return <p className={styles.problem}>{answer.error.message}</p>;
  const object = rec(JSON.parse(answer.value.json));
  const metadata = rec(object.metadata);
  const ofSpec = single?.kind === 'namespaces' ? strings(rec(object.spec).finalizers) : [];
  const names = [...strings(arr(metadata.finalizers)), ...ofSpec];
  const going = metadata.deletionTimestamp !== undefined;
  return (
    <div className={styles.fields}>
      <p className={styles.note}>
        {names.length === 0 ? 'It has no finalizers.' : `Its ${names.length === 1 ? 'finalizer' : 'finalizers'}:`}
      </p>
      {names.map((name) => (
        <p key={name} className="mono">
          {name}
        </p>
      ))}
      <p className={styles.note}>
        {going ? 'It is being deleted and will be gone at once.' : 'It is not being deleted and stays.'}
      </p>
    </div>
  );
}
