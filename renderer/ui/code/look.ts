import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView, highlightSpecialChars, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

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
  '.cm-panel.cm-search': {
    padding: '6px 36px 4px 10px',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--fs-12)',
    lineHeight: 'var(--control-h)',
  },
  '.cm-panel.cm-search label': { display: 'inline-block', margin: '0 10px 0 2px', fontSize: 'var(--fs-12)' },
  '.cm-panel.cm-search input[type=checkbox]': { margin: '0 6px 0 0', verticalAlign: '-2px' },
  '.cm-panel.cm-search .cm-textfield, .cm-panel.cm-search .cm-button': {
    boxSizing: 'border-box',
    height: 'var(--control-h)',
    margin: '0 6px 4px 0',
    padding: '0 8px',
    fontFamily: 'var(--font-ui)',
    verticalAlign: 'top',
  },
  '.cm-panel.cm-search .cm-textfield': { width: '200px' },
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
    backgroundColor: 'var(--surface-0)',
    backgroundImage: 'none',
    color: 'var(--text-2)',
    fontSize: 'var(--fs-12)',
    fontWeight: '500',
  },
  '.cm-button:hover': { backgroundColor: 'var(--surface-3)', color: 'var(--text)' },
  '.cm-button:active': { backgroundImage: 'none' },
  '.cm-panel.cm-search [name=close]': {
    top: '6px',
    right: '8px',
    width: 'var(--control-h)',
    height: 'var(--control-h)',
    padding: '0',
    borderRadius: 'var(--radius)',
    color: 'var(--text-2)',
    fontSize: '16px',
    lineHeight: '1',
  },
  '.cm-panel.cm-search [name=close]:hover': { backgroundColor: 'var(--surface-3)', color: 'var(--text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface-2)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-2)',
    borderRadius: 'var(--radius)',
    backgroundColor: 'var(--surface-0)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow-float)',
    fontSize: 'var(--fs-12)',
  },
  '.cm-tooltip .cm-completionInfo': { maxWidth: '360px', padding: '8px 10px', whiteSpace: 'pre-wrap' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '240px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--surface-3)',
    color: 'var(--text)',
  },
  '.cm-completionDetail': { color: 'var(--text-2)', fontStyle: 'normal', marginLeft: '12px' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)' },
  '.cm-tooltip-hover': { maxWidth: '440px', padding: '8px 10px', whiteSpace: 'pre-wrap' },
  '.cm-tooltip-lint': { padding: '0' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: 'none', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--warn) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-lint-marker': { width: '10px', height: '10px', verticalAlign: 'middle', content: '""' },
  '.cm-lint-marker-error': { borderRadius: '50%', backgroundColor: 'var(--bad)' },
  '.cm-lint-marker-warning': { borderRadius: '2px', backgroundColor: 'var(--warn)' },
  '.cm-placeholder': { color: 'var(--text-3)' },
  // Paler than elsewhere: coloured text stands on it.
  '.cm-changedLine, .cm-inlineChangedLine': {
    backgroundColor: 'color-mix(in oklab, var(--ok) 8%, transparent) !important',
  },
  '.cm-deletedChunk, &.cm-merge-a .cm-changedLine': {
    backgroundColor: 'color-mix(in oklab, var(--bad) 8%, transparent) !important',
  },
  // Inside those lines once more, which would add up.
  '.cm-insertedLine, .cm-deletedLine, .cm-deletedLine del': { background: 'none !important', textDecoration: 'none' },
  '.cm-deletedChunk': { paddingLeft: '6px', color: 'var(--text)' },
  '.cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'none !important',
    textDecoration: 'underline var(--ok) 1px',
    textUnderlineOffset: '3px',
  },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText, .cm-deletedText': {
    background: 'none !important',
    textDecoration: 'underline var(--bad) 1px',
    textUnderlineOffset: '3px',
  },
  // Its own signs are in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"" !important' },
  '.cm-collapsedLines': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface-2)',
    color: 'var(--text-2)',
    fontSize: 'var(--fs-12)',
    padding: '2px 12px',
    cursor: 'pointer',
  },
});

/** The page's nonce, without which the content security policy takes the editor's styles for foreign ones. */
function nonceOf(page: Document): string {
  const meta = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}

/** What every text of YAML has in common, edited or compared. */
export function yamlLook(page: Document): readonly Extension[] {
  const nonce = nonceOf(page);
  return [
    nonce === '' ? [] : EditorView.cspNonce.of(nonce),
    lineNumbers(),
    highlightSpecialChars(),
    yaml(),
    syntaxHighlighting(highlighting),
    theme,
  ];
}
