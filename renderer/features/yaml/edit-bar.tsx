import { type ReactNode, useEffect, useState } from 'react';
import { saveText } from '../../resources/save.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Badge } from '../../ui/chip.tsx';
import type { CodeEditor } from '../../ui/code/editor.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { LiveText, SessionState } from './session.ts';
import styles from './yaml-tab.module.css';

export interface EditBarProps {
  readonly name: string;
  readonly live: LiveText;
  readonly state: SessionState | null;
  /** Why it cannot be edited. */
  readonly denied: string | null;
  readonly editor: CodeEditor | null;
  readonly managed: boolean;
  readonly onBegin: () => void;
  readonly onReveal: () => void;
  readonly onSave: () => void;
  readonly onDiscard: () => void;
  readonly onManaged: (managed: boolean) => void;
  readonly onCompare: (lastApplied: boolean) => void;
}

/** What can be done with the text, and what state it is in. */
export function EditBar(props: EditBarProps): ReactNode {
  const { name, live, state, editor } = props;
  const [wrap, setWrap] = useState(false);
  useEffect(() => editor?.setWrap(wrap), [editor, wrap]);
  const text = (): string => editor?.text() ?? live.yaml;
  return (
    <div className={styles.bar}>
      <Words {...props} />
      {state?.mode === 'edit' ? <EditButtons {...props} state={state} /> : <ViewButton {...props} />}
      <IconButton label="Search" keys="Mod+F" icon="search" iconSize={14} onClick={() => editor?.openSearch()} />
      <IconButton
        label="Wrap lines"
        icon="corner-down-left"
        iconSize={14}
        pressed={wrap}
        onClick={() => setWrap(!wrap)}
      />
      <CopyButton text={text} />
      <Menu
        label="More of the YAML"
        align="end"
        trigger={<IconButton label="More of the YAML" icon="ellipsis" iconSize={14} tooltip={false} />}
        items={[
          {
            type: 'item',
            id: 'managed',
            label: 'Show managed fields',
            checked: props.managed,
            disabled: state?.mode === 'edit' ? 'not while editing' : live.masked ? 'not of Secrets' : false,
            onSelect: () => props.onManaged(!props.managed),
          },
          {
            type: 'item',
            id: 'save-file',
            label: 'Save as a file',
            icon: 'download',
            onSelect: () => saveText(`${name}.yaml`, 'application/yaml', text()),
          },
          { type: 'separator' },
          {
            type: 'item',
            id: 'compare',
            label: 'Compare with another object',
            icon: 'columns-3',
            onSelect: () => props.onCompare(false),
          },
          {
            type: 'item',
            id: 'last-applied',
            label: 'Compare with its last-applied configuration',
            icon: 'history',
            onSelect: () => props.onCompare(true),
          },
        ]}
      />
    </div>
  );
}

function Words({ state, denied, live, managed }: EditBarProps): ReactNode {
  if (state?.mode === 'edit') {
    return (
      <span className={styles.note} data-testid="yaml-state">
        {state.dirty ? <Badge tone="warn">Draft</Badge> : 'Editing'}
        {state.dirty && !state.kept ? <span title={notKept}> not kept over a restart</span> : null}
      </span>
    );
  }
  const words = denied !== null ? `Read-only: ${denied}` : live.masked ? 'Secret values are masked.' : null;
  return (
    <span className={styles.note} title={words ?? undefined} data-testid="yaml-state">
      {words ?? (managed ? 'With managed fields, for reading' : 'Type to edit')}
    </span>
  );
}

const notKept =
  'Drafts of Secrets, and those of more than 600,000 characters, stay in this window only: they are gone when it or the cluster is closed.';

function ViewButton({ denied, live, onBegin, onReveal }: EditBarProps): ReactNode {
  const disabled = denied !== null;
  const title = denied === null ? {} : { title: denied };
  if (live.masked) {
    return (
      <Button icon="eye" disabled={disabled} {...title} onClick={onReveal}>
        Reveal to edit
      </Button>
    );
  }
  return (
    <Button icon="pencil" shortcut="action.edit" disabled={disabled} {...title} onClick={onBegin}>
      Edit
    </Button>
  );
}

function EditButtons({ state, onSave, onDiscard }: EditBarProps & { readonly state: SessionState }): ReactNode {
  const asking = state.stage.type === 'asking';
  return (
    <>
      <Button variant="quiet" onClick={onDiscard}>
        {state.dirty ? 'Discard draft' : 'Cancel'}
      </Button>
      <Button variant="primary" title="Ctrl/Cmd+S" disabled={!state.dirty || asking} onClick={onSave}>
        {asking ? 'Asking the server' : 'Save'}
      </Button>
    </>
  );
}
