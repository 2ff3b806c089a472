import type { ApplyConflict, FieldCause } from '../../../../shared/contract/apply.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import { statusMessage } from '../../cluster/preflight.ts';
import { field, type JsonNode, parseJson, textOf } from '../objects/lossless.ts';

export interface Refusal {
  readonly verdict: 'conflict' | 'refused';
  readonly message: string;
  readonly conflicts: readonly ApplyConflict[];
  readonly causes: readonly FieldCause[];
}

/** A server's no, taken apart: who manages the fields of a conflict, which fields are wrong. */
export function refusalOf(response: EngineResponse): Refusal {
  const causes = causesOf(response.text);
  const conflicts = causes.flatMap((cause): ApplyConflict[] =>
    textOf(cause, 'reason') === 'FieldManagerConflict'
      ? [{ manager: managerOf(textOf(cause, 'message')), field: textOf(cause, 'field').replace(/^\./, '') }]
      : [],
  );
  const wrong = causes.flatMap((cause): FieldCause[] => {
    const path = textOf(cause, 'field');
    return path === '' || conflicts.length > 0 ? [] : [{ field: path, message: textOf(cause, 'message') }];
  });
  const verdict = response.status === 409 && conflicts.length > 0 ? 'conflict' : 'refused';
  return { verdict, message: statusMessage(response), conflicts, causes: wrong };
}

function causesOf(text: string): readonly JsonNode[] {
  try {
    const causes = field(field(parseJson(text), 'details'), 'causes');
    return causes?.type === 'array' ? causes.items : [];
  } catch {
    return []; // A proxy's page instead of a Status.
  }
}

/** `conflict with "kubectl" using apps/v1` (`structured-merge-diff`, `merge/conflict.go`). */
const managerOf = (message: string): string => /conflict with "((?:[^"\\]|\\.)*)"/.exec(message)?.[1] ?? message;

export const refused = (message: string): Refusal => ({ verdict: 'refused', message, conflicts: [], causes: [] });
