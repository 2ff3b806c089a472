import { type ReactNode, useState } from 'react';
import type { ViewWindow } from '../../../shared/contract/views.ts';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useCatalog, useKindInfo, useView } from '../../data/view-hooks.ts';
import type { ViewQuery } from '../../data/view-state.ts';
import { kindName, kindTitle } from '../../resources/titles.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import type { Chosen } from './choice.ts';
import styles from './diff.module.css';

export interface ObjectPickerProps {
  /** `left` or `right`, for the names of its parts. */
  readonly side: string;
  /** An object, or where one is to be chosen (an empty name). */
  readonly value: Chosen;
  readonly onChange: (next: Chosen) => void;
}

/** Cluster, kind and object: any of any open cluster. */
export function ObjectPicker({ side, value, onChange }: ObjectPickerProps): ReactNode {
  const { clusterId, kind, namespace, name } = value;
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  const info = useKindInfo(clusterId, kind);
  const title = namespace === '' ? name : `${namespace}/${name}`;
  return (
    <fieldset className={styles.picker} aria-label={side}>
      {open.length < 2 ? null : (
        <Menu
          label={`Cluster, ${side}`}
          trigger={
            <Button endIcon="chevron-down" aria-label={`Cluster, ${side}: ${displayName(clusterId, settings)}`}>
              <span className={styles.text}>{displayName(clusterId, settings)}</span>
            </Button>
          }
          items={open.map((id) => ({
            type: 'item',
            id,
            label: displayName(id, settings),
            checked: id === clusterId,
            // The same object of another cluster is what one most often wants to see beside it.
            onSelect: () => onChange({ ...value, clusterId: id }),
          }))}
        />
      )}
      <Choose label={`Kind, ${side}`} text={kindName(kind, info)}>
        {(done) => (
          <KindPicker
            clusterId={clusterId}
            onPick={(next) => {
              done();
              onChange({ clusterId, kind: next, namespace: '', name: '' });
            }}
          />
        )}
      </Choose>
      <Choose label={`Object, ${side}`} text={name === '' ? 'Choose an object' : title} wide>
        {(done) => (
          <NamePicker
            clusterId={clusterId}
            kind={kind}
            side={side}
            onPick={(where, picked) => {
              done();
              onChange({ clusterId, kind, namespace: where, name: picked });
            }}
          />
        )}
      </Choose>
    </fieldset>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly text: string;
  readonly wide?: boolean;
  readonly children: (done: () => void) => ReactNode;
}

function Choose({ label, text, wide = false, children }: ChooseProps): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      flush
      label={label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button endIcon="chevron-down" aria-label={`${label}: ${text}`} className={wide ? styles.wide : undefined}>
          <span className={styles.text}>{text}</span>
        </Button>
      }
    >
      {children(() => setOpen(false))}
    </Popover>
  );
}

function KindPicker({ clusterId, onPick }: { readonly clusterId: string; readonly onPick: (kind: string) => void }) {
  const kinds = useCatalog(clusterId)?.kinds ?? [];
  const items = kinds
    .filter(({ verbs }) => verbs.length === 0 || verbs.includes('get'))
    .map((info) => ({ id: info.id, label: kindTitle(info.id, info), detail: info.group }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return <Picker label="Kinds" placeholder="Find a kind" items={items} onPick={onPick} width={340} />;
}

interface NamePickerProps {
  readonly clusterId: string;
  readonly kind: string;
  readonly side: string;
  readonly onPick: (namespace: string, name: string) => void;
}

const WINDOW: ViewWindow = { offset: 0, limit: 5_000 };

/** Objects of the kind, as the list knows them; one beyond the first thousands is typed. */
function NamePicker({ clusterId, kind, side, onPick }: NamePickerProps): ReactNode {
  const query: ViewQuery = { kind, namespaces: null, filter: '', sort: null };
  const { state } = useView(clusterId, `diff ${side}`, query, WINDOW);
  const info = useKindInfo(clusterId, kind);
  const items = state.rows.map((row) => ({
    id: JSON.stringify([row.namespace, row.name]),
    label: row.name,
    ...(row.namespace === '' ? {} : { detail: row.namespace }),
  }));
  const type = (text: string): void => {
    const [first = '', second] = text.split('/');
    if (second !== undefined) onPick(first, second);
    else if (info?.namespaced === false) onPick('', first);
  };
  const missing = info?.namespaced === false ? 'Type a name, then Enter.' : 'Type namespace/name, then Enter.';
  return (
    <Picker
      label="Objects"
      placeholder="Find an object"
      items={items}
      onPick={(id) => {
        const [namespace = '', name = ''] = JSON.parse(id) as readonly string[];
        onPick(namespace, name);
      }}
      onEnterText={type}
      empty={state.status === 'opening' ? 'Reading the list.' : missing}
      width={420}
      testId="object-picker"
    />
  );
}
