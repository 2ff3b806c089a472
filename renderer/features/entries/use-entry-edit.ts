import { useState } from 'react';
import type { EntryChange } from '../../../shared/contract/entries.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { toast } from '../../ui/toast.tsx';

export type EntriesKind = 'configmaps' | 'secrets';

export interface EntryEdit {
  /** Why nothing can be changed; `null` when it can. */
  readonly refused: string | null;
  /** Answers with the reason when it was not saved. */
  save(resourceVersion: string, changes: EntryChange[]): Promise<ErrorInfo | null>;
  readonly saving: boolean;
}

/** Changes of keys: what stands against them, and the call that makes them. */
export function useEntryEdit(
  { clusterId, target, state }: PanelTabProps,
  kind: EntriesKind,
  immutable: boolean,
  onSaved: () => void,
): EntryEdit {
  const { api } = useData();
  const [saving, setSaving] = useState(false);
  const { namespace, name } = target;
  const guard = useCluster(clusterId, ({ status }) => status.guard);
  const { value: access } = useAsk('permissions.check', { clusterId, kind, verb: 'patch', namespace, name });
  const save = async (resourceVersion: string, changes: EntryChange[]): Promise<ErrorInfo | null> => {
    setSaving(true);
    const reply = await api.ask('entries.edit', { clusterId, kind, namespace, name, resourceVersion, changes });
    setSaving(false);
    if (!reply.ok) return reply.error;
    toast({ level: 'ok', message: `Saved ${name}.` });
    onSaved();
    return null;
  };
  return { refused: reasonAgainst(state.status === 'gone', immutable, guard === 'read-only', access), save, saving };
}

function reasonAgainst(
  gone: boolean,
  immutable: boolean,
  readOnly: boolean,
  access: { readonly allowed: boolean; readonly reason: string } | null,
): string | null {
  if (gone) return 'It does not exist any more.';
  if (immutable) return 'It is immutable: it can only be deleted and made anew.';
  if (readOnly) return 'This cluster is read-only in Portolan.';
  return access?.allowed === false ? access.reason : null;
}
