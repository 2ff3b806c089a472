import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { codeFolding, foldEffect, foldGutter, foldKeymap, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { diff } from '@codemirror/merge';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Annotation, type ChangeSpec, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, type KeyBinding, keymap } from '@codemirror/view';
import { smallestChange, type TextRange } from './change.ts';
import { yamlLook } from './look.ts';

export interface TextProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface EditorOptions {
  readonly text: string;
  /** For assistive technology. */
  readonly label: string;
  readonly readOnly: boolean;
  /** Keys before all others. */
  readonly keys?: readonly KeyBinding[];
  readonly extensions?: readonly Extension[];
  /** Parts that begin folded. */
  readonly folds?: (text: string) => readonly TextRange[];
  /** The person changed the text; changes by `setText` are not told. */
  readonly onEdit?: () => void;
}

export interface CodeEditor {
  text(): string;
  /** The smallest change that makes it this text: cursor, scroll and folds around it stay. */
  setText(text: string): void;
  setReadOnly(readOnly: boolean): void;
  setWrap(wrap: boolean): void;
  setProblems(problems: readonly TextProblem[]): void;
  /** Puts the cursor there and shows it. */
  reveal(offset: number): void;
  openSearch(): void;
  focus(): void;
  destroy(): void;
}

/** The find panel's own words are a programmer's. */
const words = {
  Find: 'Find in this text',
  Replace: 'Replace with',
  next: 'Next',
  previous: 'Previous',
  all: 'Select all',
  'match case': 'Match case',
  'by word': 'Whole words',
  regexp: 'Regular expression',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close',
  'current match': 'Current match',
  'on line': 'on line',
  'replaced match on line $': 'Replaced the match on line $.',
  'replaced $ matches': 'Replaced $ matches.',
  'Go to line': 'Go to line',
  go: 'Go',
} as const;

const byProgram = Annotation.define<boolean>();

const editing = (readOnly: boolean): Extension => [
  EditorState.readOnly.of(readOnly),
  EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly) }),
];

/** An editor of YAML in an element. Whoever makes it destroys it. */
export function createCodeEditor(parent: HTMLElement, options: EditorOptions): CodeEditor {
  const wrapping = new Compartment();
  const access = new Compartment();
  const extensions: readonly Extension[] = [
    access.of(editing(options.readOnly)),
    // Not `editable: false`: the text must take the focus, for selecting and searching by keyboard.
    EditorView.contentAttributes.of({
      'aria-label': options.label,
      // Said aloud for tools that do not count editable text among what takes the focus.
      tabindex: '0',
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
    lintGutter(),
    ...yamlLook(parent.ownerDocument),
    foldGutter({ openText: '▾', closedText: '▸' }),
    codeFolding({ placeholderText: 'folded' }),
    highlightSelectionMatches(),
    history(),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    closeBrackets(),
    search({ top: true }),
    EditorState.phrases.of(words),
    keymap.of([...(options.keys ?? [])]),
    keymap.of([...completionKeymap, ...closeBracketsKeymap, ...searchKeymap, ...foldKeymap, ...historyKeymap]),
    keymap.of([indentWithTab, ...defaultKeymap]),
    wrapping.of([]),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged || update.transactions.every((one) => one.annotation(byProgram) === true)) return;
      options.onEdit?.();
    }),
    ...(options.extensions ?? []),
  ];
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: options.text, extensions: [...extensions] }),
  });
  fold(view, options.folds?.(options.text) ?? []);
  return {
    text: () => view.state.doc.toString(),
    setText(next) {
      const before = view.state.doc.toString();
      const changes = changesBetween(before, next);
      if (changes.length === 0) return;
      view.dispatch({ changes: [...changes], annotations: byProgram.of(true) });
      // What was empty before, or had nothing to fold, begins folded as well.
      if ((options.folds?.(before) ?? []).length === 0) fold(view, options.folds?.(next) ?? []);
    },
    setReadOnly: (readOnly) => view.dispatch({ effects: access.reconfigure(editing(readOnly)) }),
    setWrap: (wrap) => view.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) }),
    setProblems: (problems) => view.dispatch(setDiagnostics(view.state, diagnostics(problems, view.state.doc.length))),
    reveal(offset) {
      const at = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    openSearch: () => void openSearchPanel(view),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** Longer texts are changed as one piece: finding the pieces would take longer than a frame. */
const longestPieces = 200_000;

/** Several small changes where that is cheap, so that a cursor between them stays where it is. */
function changesBetween(before: string, next: string): readonly ChangeSpec[] {
  const one = smallestChange(before, next);
  if (one === null) return [];
  if (one.to - one.from > longestPieces || one.insert.length > longestPieces) return [one];
  return diff(before.slice(one.from, one.to), one.insert, { scanLimit: 1_000, timeout: 30 }).map((change) => ({
    from: one.from + change.fromA,
    to: one.from + change.toA,
    insert: one.insert.slice(change.fromB, change.toB),
  }));
}

/** Problems were found in a text that may have become shorter since. */
const diagnostics = (problems: readonly TextProblem[], length: number): Diagnostic[] =>
  problems.map((problem) => ({
    ...problem,
    from: Math.min(problem.from, length),
    to: Math.min(Math.max(problem.to, problem.from), length),
  }));

function fold(view: EditorView, ranges: readonly TextRange[]): void {
  if (ranges.length > 0) view.dispatch({ effects: ranges.map((range) => foldEffect.of(range)) });
}
