import { type ReactNode, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { draftKey } from '../../data/drafts.ts';
import { useCommand, useHandle } from '../../data/hooks.ts';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { ErrorPanel } from '../../ui/empty.tsx';
import { EditBar } from './edit-bar.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { Notices } from './notices.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import type { LiveText } from './session.ts';
import { useEditSession } from './use-edit-session.ts';
import { type LiveYaml, useLiveYaml } from './use-live-yaml.ts';
import { useMayEdit } from './use-may-edit.ts';
import { Waiting } from './waiting.tsx';
import styles from './yaml-tab.module.css';

/** The object as YAML: read, edited, compared with what the server would make of it, saved. */
export function YamlTab(props: PanelTabProps): ReactNode {
  const [managed, setManaged] = useState(false);
  const [revealed, setRevealed] = useState(false);
  const read = useLiveYaml(props, { managed, revealed });
  const handle = useHandle(props.clusterId);
  const { kind, namespace, name } = props.target;
  const draft = handle?.drafts.get(draftKey(kind, namespace, name)) ?? null;
  const live = read.live ?? (read.error?.code === 'not-found' && draft !== null ? draftText(draft) : null);
  if (live === null) {
    if (read.error === null) return <Waiting />;
    return <ErrorPanel title="The YAML cannot be read" message={read.error.message} detail={read.error.detail} />;
  }
  return (
    <YamlEditor
      key={`${props.clusterId} ${kind} ${namespace}/${name}`}
      {...props}
      live={live}
      read={read}
      managed={managed}
      onManaged={setManaged}
      onReveal={() => setRevealed(true)}
    />
  );
}

/** The object is gone, and what was typed is not. */
const draftText = (draft: {
  readonly base: string;
  readonly resourceVersion: string;
  readonly uid: string;
}): LiveText => ({
  yaml: draft.base,
  resourceVersion: draft.resourceVersion,
  uid: draft.uid,
  masked: false,
  managed: false,
});

interface EditorProps extends PanelTabProps {
  readonly live: LiveText;
  readonly read: LiveYaml;
  readonly managed: boolean;
  readonly onManaged: (managed: boolean) => void;
  readonly onReveal: () => void;
}

function YamlEditor(props: EditorProps): ReactNode {
  const { clusterId, target, live, read, managed } = props;
  const { commands } = useData();
  const denied = useMayEdit(props);
  const used = useEditSession({ clusterId, target, live, locked: denied !== null, reload: read.reload });
  const { session, editor, state } = used;
  const gone = props.state.status === 'gone' || read.error?.code === 'not-found';
  const compare = (lastApplied: boolean): void => {
    const { kind, namespace, name } = target;
    commands.run(clusterId, { name: 'diff.open', left: { kind, namespace, name }, lastApplied });
  };
  const begin = (): void => {
    if (managed) props.onManaged(false);
    else session?.begin();
  };
  useCommand(clusterId, (command) => {
    if (command.name !== 'object.edit' || command.objectName !== target.name || command.kind !== target.kind)
      return false;
    begin();
    return true;
  });
  return (
    <div className={styles.tab} data-testid="yaml" data-mode={state?.mode ?? 'view'}>
      <EditBar
        name={target.name}
        live={live}
        state={state}
        denied={denied}
        editor={editor}
        managed={managed}
        onBegin={begin}
        onReveal={props.onReveal}
        onSave={() => void session?.preview()}
        onDiscard={() => session?.discard()}
        onManaged={props.onManaged}
        onCompare={compare}
      />
      {state === null ? null : (
        <Notices
          state={state}
          gone={gone}
          onMerge={() => session?.openMerge()}
          onCreate={() => commands.run(clusterId, { name: 'create.open', text: editor?.text() ?? live.yaml })}
        />
      )}
      <div ref={used.place} className={styles.editor} />
      {session !== null && state !== null && (state.stage.type === 'review' || state.stage.type === 'saving') ? (
        <ReviewDialog
          clusterId={clusterId}
          name={target.name}
          pair={state.stage.pair}
          saving={state.stage.type === 'saving'}
          onSave={() => void session.save()}
          onClose={() => session.close()}
        />
      ) : null}
      {session !== null && state?.stage.type === 'merging' ? (
        <MergeDialog
          parts={state.stage.parts}
          theirs={live.yaml}
          onTake={(text) => session.takeMerged(text)}
          onClose={() => session.close()}
        />
      ) : null}
    </div>
  );
}
