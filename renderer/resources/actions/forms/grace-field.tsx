import type { ReactNode } from 'react';
import { TextField } from '../../../ui/field.tsx';

/** Seconds, at least 1: at once is a choice of its own. `null`: the object's own. */
export function graceOf(text: string): number | null | 'wrong' {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return /^\d{1,9}$/.test(trimmed) && Number(trimmed) >= 1 ? Number(trimmed) : 'wrong';
}

export interface GraceFieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly disabled?: boolean;
}

export function GraceField({ value, onChange, disabled = false }: GraceFieldProps): ReactNode {
  return (
    <TextField
      label="Grace period in seconds"
      placeholder="the pod's own"
      inputMode="numeric"
      value={value}
      onChange={onChange}
      disabled={disabled}
      invalid={!disabled && graceOf(value) === 'wrong' ? 'A whole number of seconds, 1 or more.' : undefined}
    />
  );
}
