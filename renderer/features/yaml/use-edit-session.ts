import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useData } from '../../data/context.tsx';
import { useHandle } from '../../data/hooks.ts';
import { schemaAssist } from '../../resources/schema/assist.ts';
import type { CheckProblem } from '../../resources/schema/check.ts';
import { Checker } from '../../resources/schema/checker.ts';
import { schemaSource } from '../../resources/schema/source.ts';
import { type CodeEditor, createCodeEditor } from '../../ui/code/editor.ts';
import { toast } from '../../ui/toast.tsx';
import { quietRanges } from './fold.ts';
import { EditSession, type LiveText, type SessionState } from './session.ts';

export interface UsedSession {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly editor: CodeEditor | null;
  readonly session: EditSession | null;
  readonly state: SessionState | null;
}

export interface SessionInput {
  readonly clusterId: string;
  readonly target: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly live: LiveText;
  readonly locked: boolean;
  readonly reload: () => void;
}

interface Made {
  readonly editor: CodeEditor;
  readonly session: EditSession;
  end(): void;
}

const never = (): (() => void) => () => {};

/** An editor and its session for one object, as long as this is on screen. */
export function useEditSession({ clusterId, target, live, locked, reload }: SessionInput): UsedSession {
  const data = useData();
  const handle = useHandle(clusterId);
  const place = useRef<HTMLDivElement>(null);
  const [made, setMade] = useState<Made | null>(null);
  const { kind, namespace, name } = target;
  const cluster = handle?.store.getState().status.clusterName ?? '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once for an object; what changes later is told below
  useEffect(() => {
    const parent = place.current;
    if (parent === null || handle === undefined) return undefined;
    const source = schemaSource(data.api, handle);
    const problems: { found: readonly CheckProblem[]; placed: CheckProblem | null } = { found: [], placed: null };
    const show = (): void =>
      editor.setProblems([...problems.found, ...(problems.placed === null ? [] : [problems.placed])]);
    const checker = new Checker(source, data.timing, (found) => {
      problems.found = found;
      show();
    });
    // A key of the editor comes long after the session is there.
    const begin = (): boolean => {
      if (session.state.mode === 'edit') return false;
      session.begin();
      return true;
    };
    const save = (): boolean => {
      void session.preview();
      return true;
    };
    const editor = createCodeEditor(parent, {
      text: live.yaml,
      label: `YAML of ${name}`,
      readOnly: locked,
      folds: quietRanges,
      keys: [
        { key: 'e', run: begin },
        { key: 'Mod-s', run: save, preventDefault: true },
      ],
      extensions: [schemaAssist(source)],
      onEdit: () => {
        session.edited();
        checker.check(editor.text);
      },
    });
    const session = new EditSession(
      {
        api: data.api,
        timing: data.timing,
        drafts: handle.drafts,
        clusterId,
        ref: { kind, namespace, name },
        reload,
        setNamed: (named) => checker.setNamed(named, editor.text),
        setPlaced: (placed) => {
          if (placed === null && problems.placed === null) return;
          problems.placed = placed;
          show();
        },
        onSaved: () => toast({ level: 'ok', message: `Saved ${name} in ${cluster}.` }),
      },
      editor,
      live,
      locked,
    );
    if (session.state.mode === 'edit') checker.check(editor.text);
    const wish = handle.takeWish('object.edit');
    if (wish !== null && wish.objectName === name) session.begin();
    const end = (): void => {
      session.end();
      checker.end();
      editor.destroy();
    };
    setMade({ editor, session, end });
    return () => {
      setMade(null);
      end();
    };
  }, [data, handle, clusterId, kind, namespace, name]);
  useEffect(() => made?.session.setLive(live), [made, live]);
  useEffect(() => made?.session.setLocked(locked), [made, locked]);
  const state = useSyncExternalStore(made?.session.subscribe ?? never, () => made?.session.state ?? null);
  return { place, editor: made?.editor ?? null, session: made?.session ?? null, state };
}
