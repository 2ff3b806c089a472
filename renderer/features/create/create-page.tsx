import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PlannedDocument } from '../../../shared/contract/apply.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCommand, useHandle, useStored } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useNamespaces } from '../../data/view-hooks.ts';
import { causesOf } from '../../resources/schema/causes.ts';
import { Button } from '../../ui/button.tsx';
import { Picker } from '../../ui/picker.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SplitPane } from '../../ui/split.tsx';
import styles from './create.module.css';
import { joinDocuments, mostCharacters } from './files.ts';
import { PlanPanel } from './plan-panel.tsx';
import { Sources, takeFiles } from './sources.tsx';
import { useApply } from './use-apply.ts';
import { useCreateEditor } from './use-editor.ts';

/** Under this key the text of the page is kept among the cluster's drafts. */
const draftName = 'create';
const draftMs = 300;

/** Objects from a text: planned by the server, looked at, applied. */
export function CreatePage({ clusterId }: { readonly clusterId: string }): ReactNode {
  const handle = useHandle(clusterId);
  const { timing } = useData();
  const cluster = useApp(({ settings }) => displayName(clusterId, settings));
  const [namespace, setNamespace] = useStored('createNamespace', clusterId, 'default', (value) =>
    typeof value === 'string' && value !== '' ? value : undefined,
  );
  const [width, setWidth] = useStored('createWidth', clusterId, 460, (value) =>
    typeof value === 'number' ? value : undefined,
  );
  const [force, setForce] = useState(false);
  const [edits, setEdits] = useState(0);
  const applying = useApply(clusterId);
  const cancel = useRef<() => void>(() => {});
  // Asked when the page is really there: a drawing that is thrown away must not take the wish with it.
  const start = (): string => {
    const draft = handle?.drafts.get(draftName)?.text ?? '';
    const wished = handle?.takeWish('create.open')?.text;
    return wished === undefined || wished === draft ? draft : joinDocuments([draft, wished]);
  };

  const keep = (): void => {
    cancel.current();
    if (editor === null) return;
    const text = editor.text();
    if (text.trim() === '') handle?.drafts.drop(draftName);
    // A Secret among the objects is written nowhere.
    else
      handle?.drafts.set(
        draftName,
        { base: '', resourceVersion: '', uid: '', text, at: timing.now() },
        /^kind: *["']?Secret/m.test(text),
      );
  };
  const plan = (forced = force): void => {
    const text = editor?.text() ?? '';
    editor?.setNamed([]);
    if (text.trim() !== '') void applying.plan(text, namespace, forced);
  };
  const { place, editor } = useCreateEditor({
    clusterId,
    start,
    onEdit: () => {
      setEdits((count) => count + 1);
      cancel.current();
      cancel.current = timing.setTimeout(keep, draftMs);
    },
    onPlan: () => plan(),
  });
  const add = (text: string): void => {
    if (editor === null) return;
    editor.setText(joinDocuments([editor.text(), text]).slice(0, mostCharacters));
    setEdits((count) => count + 1);
    keep();
    editor.focus();
  };
  // What was typed a moment before the page goes.
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  useEffect(() => {
    if (editor === null) return undefined;
    latest.current();
    return () => latest.current();
  }, [editor]);
  useCommand(clusterId, (command) => {
    if (command.name !== 'create.open') return false;
    if (command.text !== undefined) add(command.text);
    editor?.focus();
    return true;
  });
  const { progress } = applying;
  useEffect(() => {
    if (progress.type === 'planned') editor?.setNamed(namedIn(progress.plan.documents));
    if (progress.type === 'failed') {
      const line = /at line (\d+)/.exec(progress.error.message)?.[1];
      if (line !== undefined) editor?.revealLine(Number(line));
    }
  }, [progress, editor]);
  const stale = progress.type === 'planned' && editor !== null && edits >= 0 && editor.text() !== progress.text;
  const clear = (): void => {
    editor?.setText('');
    editor?.setNamed([]);
    applying.reset();
    keep();
  };
  return (
    <section
      className={styles.page}
      data-testid="create-page"
      aria-label="Create from YAML"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        void takeFiles([...event.dataTransfer.files], add);
      }}
    >
      <header className={styles.header}>
        <h1 className={styles.title}>Create from YAML</h1>
        <span className={styles.where}>in {cluster}</span>
        <Sources clusterId={clusterId} onText={add} />
        <NamespaceChoice clusterId={clusterId} value={namespace} onChange={setNamespace} />
        <span className={styles.gap} />
        <Button variant="quiet" onClick={clear}>
          Clear
        </Button>
        <Button variant="primary" title="Ctrl/Cmd+Enter" disabled={progress.type === 'planning'} onClick={() => plan()}>
          Plan
        </Button>
      </header>
      <SplitPane
        side="right"
        size={width}
        min={320}
        max={900}
        onSize={setWidth}
        label="Resize the plan"
        panel={
          <PlanPanel
            clusterId={clusterId}
            applying={applying}
            stale={stale}
            force={force}
            onForce={(next) => {
              setForce(next);
              plan(next);
            }}
            onPlan={() => plan()}
            onReveal={(line) => editor?.revealLine(line)}
          />
        }
      >
        <div ref={place} className={styles.editor} />
      </SplitPane>
    </section>
  );
}

/** Fields that the server found wrong, each in its document of the text. */
function namedIn(documents: readonly PlannedDocument[]) {
  return documents.flatMap(({ index, causes, message, verdict }) => {
    if (verdict !== 'refused') return [];
    const fields = causes.length > 0 ? causes : causesOf({ message });
    return fields.map(({ field, message: why }) => ({ document: index, field, message: why }));
  });
}

interface NamespaceChoiceProps {
  readonly clusterId: string;
  readonly value: string;
  readonly onChange: (namespace: string) => void;
}

/** For objects that name none. */
function NamespaceChoice({ clusterId, value, onChange }: NamespaceChoiceProps): ReactNode {
  const [open, setOpen] = useState(false);
  const { names } = useNamespaces(clusterId);
  const pick = (name: string): void => {
    setOpen(false);
    onChange(name);
  };
  return (
    <Popover
      flush
      label="Namespace"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button
          endIcon="chevron-down"
          aria-label={`Namespace of objects that name none: ${value}`}
          title="For objects that name no namespace"
        >
          <span className={styles.muted}>Namespace</span> {value}
        </Button>
      }
    >
      <Picker
        label="Namespaces"
        placeholder="Find or type a namespace"
        items={names.map((name) => ({ id: name, label: name, checked: name === value }))}
        onPick={pick}
        onEnterText={pick}
        empty="Enter takes this namespace."
        width={280}
      />
    </Popover>
  );
}
