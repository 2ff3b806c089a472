import { type ReactNode, useMemo, useState } from 'react';
import { containerImages } from '../../../../shared/actions/containers.ts';
import { TextField } from '../../../ui/field.tsx';
import styles from '../actions.module.css';
import type { FormProps } from './form.ts';
import { useAnswer, useRequest } from './use-request.ts';

export function ImageForm({ clusterId, asking, onChange, firstField }: FormProps): ReactNode {
  const [target] = asking.targets;
  const answer = useAnswer(
    'objects.get',
    target === undefined ? null : { clusterId, kind: target.kind, namespace: target.namespace, name: target.name },
  );
  const json = answer?.ok === true ? answer.value.json : null;
  const containers = useMemo(
    () => (json === null ? [] : containerImages(target?.kind ?? '', JSON.parse(json))),
    [json, target?.kind],
  );
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const changed = containers.filter(({ name, image }) => (typed.get(name)?.trim() ?? image) !== image);
  const empty = changed.some(({ name }) => typed.get(name)?.trim() === '');
  useRequest(
    onChange,
    changed.length === 0 || empty
      ? null
      : {
          id: 'set-image',
          images: Object.fromEntries(changed.map(({ name }) => [name, typed.get(name)?.trim() ?? ''])),
        },
  );
  if (answer !== null && !answer.ok) return <p className={styles.problem}>{answer.error.message}</p>;
  return (
    <div className={styles.fields}>
      {containers.map(({ name, image, init }, at) => (
        <TextField
          key={`${init} ${name}`}
          label={init ? `${name} (init container)` : name}
          mono
          value={typed.get(name) ?? image}
          onChange={(text) => setTyped(new Map(typed).set(name, text))}
          inputRef={at === 0 ? firstField : null}
          invalid={typed.get(name)?.trim() === '' ? 'An image is needed.' : undefined}
        />
      ))}
    </div>
  );
}
