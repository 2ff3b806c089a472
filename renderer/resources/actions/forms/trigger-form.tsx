import { type ReactNode, useState } from 'react';
import { TextField } from '../../../ui/field.tsx';
import type { FormProps } from './form.ts';
import { useRequest } from './use-request.ts';

const nameRule = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export function TriggerForm({ asking, onChange, firstField }: FormProps): ReactNode {
  const [name, setName] = useState('');
  const [single] = asking.targets.length === 1 ? asking.targets : [];
  const wrong = name !== '' && (!nameRule.test(name) || name.length > 63);
  useRequest(onChange, wrong ? null : { id: 'trigger', ...(name === '' ? {} : { jobName: name }) });
  if (single === undefined) return null;
  return (
    <TextField
      label="Name of the Job"
      placeholder={`${single.name}-manual-…`}
      mono
      value={name}
      onChange={setName}
      inputRef={firstField}
      invalid={wrong ? 'Lower case letters, digits and dashes, at most 63, as in DNS.' : undefined}
    />
  );
}
