import { yaml } from '@codemirror/lang-yaml';
import {
  codeFolding,
  foldEffect,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { managedFieldsRange, smallestChange } from './fold.ts';

/** Colours come from the tokens, so that both themes are one stylesheet. */
const highlighting = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string), tags.content], color: 'var(--text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--text)' },
  { tag: [tags.comment, tags.meta], color: 'var(--text-3)' },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: 'var(--text-2)' },
]);

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface-1)', color: 'var(--text)', fontSize: 'var(--fs-12)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--surface-1)', color: 'var(--text-3)', borderRight: '1px solid var(--line)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 12px', minWidth: '36px' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 4px', cursor: 'pointer' },
  '.cm-foldPlaceholder': {
    margin: '0 6px',
    padding: '0 6px',
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--radius-s)',
    backgroundColor: 'var(--surface-2)',
    color: 'var(--text-2)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--highlight)' },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-bg)', outline: '1px solid var(--warn)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'var(--tint)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--tint)',
  },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 32px 6px 8px', fontFamily: 'var(--font-ui)', fontSize: 'var(--fs-12)' },
  '.cm-panel.cm-search input[type=checkbox]': { margin: '0 4px 0 8px', verticalAlign: 'middle' },
  '.cm-textfield': {
    border: '1px solid var(--line-3)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-0)',
    color: 'var(--text)',
    fontSize: 'var(--fs-12)',
  },
  '.cm-button': {
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-1)',
    backgroundImage: 'none',
    color: 'var(--text)',
    fontSize: 'var(--fs-12)',
  },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text-2)', fontSize: '16px', right: '8px' },
});

export interface YamlEditor {
  setText(text: string): void;
  setWrap(wrap: boolean): void;
  openSearch(): void;
  focus(): void;
  destroy(): void;
}

/** The page's nonce, without which the content security policy takes the editor's styles for foreign ones. */
function nonceOf(page: Document): string {
  const meta = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}

/** A read-only view of YAML in an element; `managedFields` begins folded. Whoever makes it destroys it. */
export function createYamlEditor(parent: HTMLElement, text: string, label: string): YamlEditor {
  const wrapping = new Compartment();
  const nonce = nonceOf(parent.ownerDocument);
  const extensions: readonly Extension[] = [
    EditorState.readOnly.of(true),
    // Not `editable: false`: the text must take the focus, for selecting and searching by keyboard.
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-readonly': 'true',
      // Said aloud for tools that do not count editable text among what takes the focus.
      tabindex: '0',
      spellcheck: 'false',
    }),
    nonce === '' ? [] : EditorView.cspNonce.of(nonce),
    lineNumbers(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    codeFolding({ placeholderText: 'folded' }),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([...searchKeymap, ...foldKeymap]),
    yaml(),
    syntaxHighlighting(highlighting),
    wrapping.of([]),
    theme,
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions: [...extensions] }) });
  foldManagedFields(view, text);
  return {
    setText(next) {
      const before = view.state.doc.toString();
      const change = smallestChange(before, next);
      if (change === null) return;
      view.dispatch({ changes: change });
      // An object that was empty, or a new managedFields block, begins folded as well.
      if (managedFieldsRange(before) === null) foldManagedFields(view, next);
    },
    setWrap: (wrap) => view.dispatch({ effects: wrapping.reconfigure(wrap ? EditorView.lineWrapping : []) }),
    openSearch: () => void openSearchPanel(view),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

function foldManagedFields(view: EditorView, text: string): void {
  const range = managedFieldsRange(text);
  if (range !== null) view.dispatch({ effects: foldEffect.of(range) });
}
