import type { RefObject } from 'react';
import type { ActionRequest } from '../../../../shared/contract/actions.ts';
import type { Asking } from '../../../data/cluster-store.ts';

/** The choices of one action. A form tells its request whenever it changes; `null` while something is missing or wrong. */
export interface FormProps {
  readonly clusterId: string;
  readonly asking: Asking;
  readonly onChange: (request: ActionRequest | null) => void;
  /** Gets the focus when the dialog opens. */
  readonly firstField: RefObject<HTMLInputElement | null>;
}
