import { type ReactNode, useEffect, useState } from 'react';
import type { Facet, ViewGroup } from '../../../shared/contract/views.ts';
import { Button } from '../../ui/button.tsx';
import { Picker, type PickerItem } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { formatCount } from './counts.ts';
import styles from './menus.module.css';
import { type ListPrefs, OPEN_FOLD } from './prefs.ts';

export interface GroupMenuProps {
  readonly prefs: ListPrefs;
  readonly onChange: (prefs: ListPrefs) => void;
  readonly namespaced: boolean;
  /** The kind's objects run on nodes. */
  readonly nodes: boolean;
  readonly facets: (of: readonly string[] | null) => Promise<readonly Facet[]>;
}

const NONE = 'none';
const LABEL = 'label:';

const idOf = (group: ViewGroup | null): string =>
  group === null ? NONE : group.by === 'label' ? `${LABEL}${group.key}` : group.by;

function groupNamed(id: string): ViewGroup | null {
  if (id.startsWith(LABEL)) return { by: 'label', key: id.slice(LABEL.length) };
  return id === 'owner' || id === 'node' || id === 'namespace' ? { by: id } : null;
}

export const groupWords = (group: ViewGroup | null): string =>
  group === null ? 'None' : group.by === 'label' ? group.key : `${group.by[0]?.toUpperCase()}${group.by.slice(1)}`;

/** By what the rows are put together: owner, node, namespace or any label. */
export function GroupMenu(props: GroupMenuProps): ReactNode {
  const { prefs } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover
      flush
      label="Group rows"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          icon="group"
          aria-label={`Group rows: ${groupWords(prefs.group)}`}
          className={styles.group}
          data-on={prefs.group === null ? undefined : ''}
          data-testid="group"
        >
          {prefs.group === null ? null : <span className={styles.groupWords}>{groupWords(prefs.group)}</span>}
        </Button>
      }
    >
      {open ? <GroupPicker {...props} onDone={() => setOpen(false)} /> : null}
    </Popover>
  );
}

function GroupPicker({
  prefs,
  onChange,
  namespaced,
  nodes,
  facets,
  onDone,
}: GroupMenuProps & { readonly onDone: () => void }): ReactNode {
  const [keys, setKeys] = useState<Facet['values']>([]);
  useEffect(() => {
    let alive = true;
    void facets(['labels']).then(([labels]) => {
      if (alive) setKeys(labels?.values ?? []);
    });
    return () => {
      alive = false;
    };
  }, [facets]);
  const current = idOf(prefs.group);
  const item = (id: string, label: string, more: Partial<PickerItem> = {}): PickerItem => ({
    id,
    label,
    checked: id === current,
    ...more,
  });
  const items = [
    item(NONE, 'No groups'),
    item('owner', 'Owner'),
    ...(nodes ? [item('node', 'Node')] : []),
    ...(namespaced ? [item('namespace', 'Namespace')] : []),
    ...keys.map(({ value, count }) => item(`${LABEL}${value}`, value, { group: 'Labels', detail: formatCount(count) })),
  ];
  const fold = (all: boolean): void => onChange({ ...prefs, fold: { all, except: [] } });
  return (
    <Picker
      width={320}
      label="Group rows by"
      placeholder="Group by…"
      items={items}
      onPick={(id) => {
        onChange({ ...prefs, group: groupNamed(id), fold: OPEN_FOLD });
        onDone();
      }}
      footer={
        prefs.group === null ? undefined : (
          <div className={styles.foot}>
            <Button variant="quiet" onClick={() => fold(true)}>
              Fold all
            </Button>
            <Button variant="quiet" onClick={() => fold(false)}>
              Unfold all
            </Button>
          </div>
        )
      }
      testId="group-picker"
    />
  );
}
