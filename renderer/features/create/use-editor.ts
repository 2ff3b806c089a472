import { placeholder } from '@codemirror/view';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { useHandle } from '../../data/hooks.ts';
import { schemaAssist } from '../../resources/schema/assist.ts';
import type { NamedProblem } from '../../resources/schema/check.ts';
import { Checker } from '../../resources/schema/checker.ts';
import { schemaSource } from '../../resources/schema/source.ts';
import { type CodeEditor, createCodeEditor } from '../../ui/code/editor.ts';

export interface CreateEditor {
  text(): string;
  setText(text: string): void;
  /** From 1. */
  revealLine(line: number): void;
  setNamed(problems: readonly NamedProblem[]): void;
  focus(): void;
}

export interface EditorInput {
  readonly clusterId: string;
  /** The text to begin with; asked once. */
  readonly start: () => string;
  readonly onEdit: () => void;
  readonly onPlan: () => void;
}

/** The editor of the page, checked against the cluster's schemas while one types. */
export function useCreateEditor(input: EditorInput): {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly editor: CreateEditor | null;
} {
  const { clusterId } = input;
  const data = useData();
  const handle = useHandle(clusterId);
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const [editor, setEditor] = useState<CreateEditor | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once per cluster; the text is the person's from then on
  useEffect(() => {
    const parent = place.current;
    if (parent === null || handle === undefined) return undefined;
    const start = latest.current.start();
    const source = schemaSource(data.api, handle);
    const checker = new Checker(source, data.timing, (problems) => code.setProblems(problems));
    const code: CodeEditor = createCodeEditor(parent, {
      text: start,
      label: 'Objects to create',
      readOnly: false,
      keys: [
        {
          key: 'Mod-Enter',
          run: () => {
            latest.current.onPlan();
            return true;
          },
        },
      ],
      extensions: [schemaAssist(source), placeholder('Type or paste YAML, one object or many')],
      onEdit: () => {
        latest.current.onEdit();
        checker.check(code.text);
      },
    });
    if (start !== '') checker.check(code.text);
    code.focus();
    setEditor({
      text: code.text,
      setText: (text) => {
        code.setText(text);
        checker.check(code.text);
      },
      revealLine: (line) => code.reveal(offsetOf(code.text(), line)),
      setNamed: (problems) => checker.setNamed(problems, code.text),
      focus: code.focus,
    });
    return () => {
      setEditor(null);
      checker.end();
      code.destroy();
    };
  }, [data, handle, clusterId]);
  return { place, editor };
}

function offsetOf(text: string, line: number): number {
  let at = 0;
  for (let row = 1; row < line; row += 1) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  return at;
}
