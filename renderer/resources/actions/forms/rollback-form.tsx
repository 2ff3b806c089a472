import { type ReactNode, useState } from 'react';
import { Relative } from '../../time.tsx';
import styles from '../actions.module.css';
import { TextDiff } from '../text-diff.tsx';
import type { FormProps } from './form.ts';
import { useAnswer, useRequest } from './use-request.ts';

/** The revisions, newest first, and what going back to the chosen one would change. */
export function RollbackForm({ clusterId, asking, onChange }: FormProps): ReactNode {
  const [target] = asking.targets;
  const ref =
    target === undefined ? null : { clusterId, kind: target.kind, namespace: target.namespace, name: target.name };
  const history = useAnswer('actions.revisions', ref);
  const revisions = history?.ok === true ? history.value.revisions : [];
  const [picked, setPicked] = useState<number | null>(null);
  const chosen = picked ?? revisions.find(({ current }) => !current)?.revision ?? null;
  const diff = useAnswer('actions.revision', ref === null || chosen === null ? null : { ...ref, revision: chosen });
  const same = diff?.ok === true && diff.value.same;
  useRequest(onChange, chosen === null || same ? null : { id: 'rollback', revision: chosen });
  if (history === null) return <p className={styles.note}>Reading the revisions…</p>;
  if (!history.ok) return <p className={styles.problem}>{history.error.message}</p>;
  if (chosen === null) return <p className={styles.note}>There is no revision before this one.</p>;
  return (
    <div className={styles.fields}>
      <div className={styles.revisions} role="radiogroup" aria-label="Revision">
        {revisions.map(({ revision, createdAt, images, changeCause, current }) => (
          <label key={revision} className={styles.revision}>
            <input
              type="radio"
              name="revision"
              className="sr-only"
              checked={revision === chosen}
              onChange={() => setPicked(revision)}
            />
            <span>{revision}</span>
            <span className={styles.muted}>
              {current ? 'current' : createdAt === null ? '' : <Relative clusterId={clusterId} at={createdAt} />}
            </span>
            <span title={[changeCause, ...images].filter(Boolean).join('\n')}>
              {changeCause === '' ? images.join(', ') : changeCause}
            </span>
          </label>
        ))}
      </div>
      {diff === null ? <p className={styles.note}>Comparing…</p> : null}
      {diff !== null && !diff.ok ? <p className={styles.problem}>{diff.error.message}</p> : null}
      {same ? <p className={styles.note}>The pod template is the same: there is nothing to roll back.</p> : null}
      {diff?.ok === true && !same ? (
        <TextDiff label="What changes in the pod template" from={diff.value.current} to={diff.value.wanted} />
      ) : null}
      {diff?.ok === true && diff.value.applied && !same ? (
        <p className={styles.note}>
          It was made with kubectl apply, whose copy of the configuration stays as it is: the next apply may undo this.
        </p>
      ) : null}
    </div>
  );
}
