import { type ReactNode, useState } from 'react';
import type { FormProps } from './form.ts';
import { GraceField, graceOf } from './grace-field.tsx';
import { useRequest } from './use-request.ts';

export function EvictForm({ onChange }: FormProps): ReactNode {
  const [grace, setGrace] = useState('');
  const seconds = graceOf(grace);
  useRequest(
    onChange,
    seconds === 'wrong' ? null : { id: 'evict', ...(seconds === null ? {} : { gracePeriodSeconds: seconds }) },
  );
  return <GraceField value={grace} onChange={setGrace} />;
}
