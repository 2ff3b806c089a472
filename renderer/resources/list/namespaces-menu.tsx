import { type ReactNode, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { rememberNamespace } from '../../data/known-namespaces.ts';
import { useNamespaces } from '../../data/view-hooks.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Picker, type PickerItem } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import styles from './list-header.module.css';

const ALL = '*';

export interface NamespacesMenuProps {
  readonly clusterId: string;
  readonly value: readonly string[] | null;
  readonly onChange: (namespaces: readonly string[] | null) => void;
}

/** `All`, `payments`, `4 of 64`. */
export function namespacesText(value: readonly string[] | null, known: number | null): string {
  if (value === null) return 'All';
  if (value.length === 1) return value[0] ?? '';
  return known === null ? `${value.length} chosen` : `${value.length} of ${known}`;
}

/** The tab's namespaces, several at once. Who may not list them types them; typed ones are remembered with the cluster. */
export function NamespacesMenu({ clusterId, value, onChange }: NamespacesMenuProps): ReactNode {
  const { actions } = useData();
  const [open, setOpen] = useState(false);
  const { names, state } = useNamespaces(clusterId);
  const settings = useApp((held) => held.settings);
  const chosen = new Set(value ?? []);
  const listed = [...new Set([...names, ...chosen])];
  const known = state === 'known' ? names.length : null;
  const all: readonly PickerItem[] =
    state === 'known' ? [{ id: ALL, label: 'All namespaces', checked: value === null }] : [];
  const items = [...all, ...listed.map((name) => ({ id: name, label: name, checked: chosen.has(name) }))];

  const pick = (id: string): void => {
    if (id === ALL) {
      onChange(null);
      return;
    }
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next.size === 0 ? null : listed.filter((name) => next.has(name)));
  };
  const type = (name: string): void => {
    if (state === 'known') return;
    void rememberNamespace(actions, settings, clusterId, name);
    onChange([...chosen, name]);
  };
  const text = namespacesText(value, known);
  return (
    <Popover
      flush
      label="Namespaces"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button endIcon="chevron-down" aria-label={`Namespaces: ${text}`} data-testid="namespaces">
          <span className={cx(styles.muted, styles.namespacesWord)}>Namespaces</span>
          <span className={styles.chosen}>{text}</span>
        </Button>
      }
    >
      <Picker
        multi
        width={300}
        label="Namespaces"
        placeholder={state === 'known' ? 'Find a namespace' : 'Type a namespace, then Enter'}
        items={items}
        onPick={pick}
        onEnterText={type}
        empty={state === 'known' ? 'No namespace matches.' : 'Enter adds this namespace.'}
        header={<Denied state={state} />}
        testId="namespaces-picker"
      />
    </Popover>
  );
}

function Denied({ state }: { readonly state: 'loading' | 'known' | 'denied' | 'failed' }): ReactNode {
  if (state !== 'denied') return null;
  return <p className={styles.pickerNote}>You may not list the namespaces of this cluster. Type the ones you know.</p>;
}
