import type { TextPair } from '../../../shared/contract/compare.ts';
import { Emitter } from '../../../shared/disposable.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import type { Api } from '../../data/api.ts';
import type { Timing } from '../../data/clock.ts';
import { type Drafts, draftKey } from '../../data/drafts.ts';
import { causesOf, offsetIn } from '../../resources/schema/causes.ts';
import type { CheckProblem, NamedProblem } from '../../resources/schema/check.ts';
import { conflictsOf, type MergePart, meaningOf, merge3, mergedText } from './merge.ts';

/** The object as the server has it, as text. */
export interface LiveText {
  readonly yaml: string;
  readonly resourceVersion: string;
  readonly uid: string;
  /** Secret values are masked: such a text cannot be saved. */
  readonly masked: boolean;
  /** managedFields are in it: for reading only. */
  readonly managed: boolean;
}

/** What of an editor the session needs. */
export interface SessionEditor {
  text(): string;
  setText(text: string): void;
  setReadOnly(readOnly: boolean): void;
  reveal(offset: number): void;
  focus(): void;
}

export type Notice =
  | { readonly type: 'none' }
  /** A colleague changed the object since the edit began. */
  | { readonly type: 'changed'; readonly parts: readonly MergePart[]; readonly conflicts: number }
  /** The server, or the reader of the text, said no. */
  | { readonly type: 'refused'; readonly error: ErrorInfo };

export type Stage =
  | { readonly type: 'idle' }
  | { readonly type: 'asking' }
  | { readonly type: 'review'; readonly text: string; readonly pair: TextPair }
  | { readonly type: 'saving'; readonly text: string; readonly pair: TextPair }
  | { readonly type: 'merging'; readonly parts: readonly MergePart[] };

export interface SessionState {
  readonly mode: 'view' | 'edit';
  /** The text differs from what the server had when the edit began. */
  readonly dirty: boolean;
  /** The draft survives a restart. */
  readonly kept: boolean;
  readonly notice: Notice;
  readonly stage: Stage;
  readonly gone: boolean;
}

export interface SessionParts {
  readonly api: Api;
  readonly timing: Timing;
  readonly drafts: Drafts;
  readonly clusterId: string;
  readonly ref: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** Reads the object anew; the answer comes through `setLive`. */
  readonly reload: () => void;
  /** Fields that the server found wrong, to be shown at their lines. */
  readonly setNamed: (problems: readonly NamedProblem[]) => void;
  readonly setPlaced: (problem: CheckProblem | null) => void;
  readonly onSaved: () => void;
}

/** After the last key, ms, until a draft is kept. */
const draftMs = 200;

/**
 * One object being looked at and edited. The text in the editor belongs to whoever types; everything that comes from the server meets it in a
 * merge, so that neither is ever lost. Whoever makes it ends it.
 */
export class EditSession {
  readonly #parts: SessionParts;
  readonly #key: string;
  readonly #editor: SessionEditor;
  readonly #changed = new Emitter<void>();
  #state: SessionState = {
    mode: 'view',
    dirty: false,
    kept: true,
    notice: { type: 'none' },
    stage: { type: 'idle' },
    gone: false,
  };
  #live: LiveText;
  #base: LiveText;
  /** Why the text cannot be edited, as far as this session is told. */
  #locked: boolean;
  #cancelDraft: (() => void) | null = null;

  constructor(parts: SessionParts, editor: SessionEditor, live: LiveText, locked: boolean) {
    this.#parts = parts;
    this.#editor = editor;
    this.#live = live;
    this.#base = live;
    this.#locked = locked;
    this.#key = draftKey(parts.ref.kind, parts.ref.namespace, parts.ref.name);
    this.#restore();
    this.#applyLock();
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  end(): void {
    if (this.#cancelDraft !== null) this.#keepDraft();
  }

  setLocked(locked: boolean): void {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#applyLock();
  }

  setGone(gone: boolean): void {
    if (gone !== this.#state.gone) this.#set({ gone });
  }

  /** What the server has now. */
  setLive(live: LiveText): void {
    const was = this.#live;
    this.#live = live;
    this.#applyLock();
    if (this.#state.mode === 'view') {
      this.#base = live;
      this.#editor.setText(live.yaml);
    } else if (live.resourceVersion !== this.#base.resourceVersion) {
      this.#meet(live);
    } else if (was.masked !== live.masked) {
      this.#base = live;
    }
  }

  /** Editing begins; nothing is changed by that. */
  begin(): void {
    if (this.#state.mode === 'edit' || this.#unwritable()) return;
    this.#base = this.#live;
    this.#set({ mode: 'edit' });
    this.#editor.focus();
  }

  /** The person typed. */
  edited(): void {
    if (this.#state.mode === 'view') {
      this.#base = this.#live;
      this.#set({ mode: 'edit', dirty: true });
    }
    this.#parts.setPlaced(null);
    this.#cancelDraft?.();
    this.#cancelDraft = this.#parts.timing.setTimeout(() => this.#keepDraft(), draftMs);
  }

  /** Back to what the server has. */
  discard(): void {
    this.#cancelDraft?.();
    this.#cancelDraft = null;
    this.#parts.drafts.drop(this.#key);
    this.#parts.setNamed([]);
    this.#parts.setPlaced(null);
    this.#base = this.#live;
    this.#editor.setText(this.#live.yaml);
    this.#set({ mode: 'view', dirty: false, kept: true, notice: { type: 'none' }, stage: { type: 'idle' } });
    this.#applyLock();
  }

  /** Asks the server what saving would change; the answer is shown before anything is. */
  async preview(): Promise<void> {
    if (this.#state.stage.type !== 'idle' || this.#state.mode === 'view') return;
    this.#keepDraft();
    const text = this.#editor.text();
    this.#set({ stage: { type: 'asking' } });
    const { api, clusterId, ref } = this.#parts;
    const reply = await api.ask('objects.preview', { clusterId, ...ref, text });
    if (this.#stage().type !== 'asking') return;
    if (!reply.ok) return this.#refused(reply.error, text);
    this.#accepted();
    this.#set({ stage: { type: 'review', text, pair: reply.value } });
  }

  async save(): Promise<void> {
    const { stage } = this.#state;
    if (stage.type !== 'review') return;
    const { text, pair } = stage;
    this.#set({ stage: { type: 'saving', text, pair } });
    const { api, clusterId, ref } = this.#parts;
    const reply = await api.ask('objects.update', { clusterId, ...ref, text });
    if (!reply.ok) return this.#refused(reply.error, text);
    this.#accepted();
    // Something typed while the server answered is a new edit over what it has now: the reading below meets it.
    if (this.#editor.text() === text) {
      this.#cancelDraft?.();
      this.#cancelDraft = null;
      this.#parts.drafts.drop(this.#key);
      this.#set({ mode: 'view', dirty: false, kept: true, stage: { type: 'idle' } });
    } else {
      this.#base = { ...this.#base, yaml: text };
      this.#set({ stage: { type: 'idle' } });
    }
    this.#parts.onSaved();
    this.#parts.reload();
  }

  /** Back to the text, from whatever is shown over it. */
  close(): void {
    if (this.#state.stage.type === 'review' || this.#state.stage.type === 'merging') {
      this.#set({ stage: { type: 'idle' } });
    }
  }

  openMerge(): void {
    const { notice } = this.#state;
    if (notice.type === 'changed') this.#set({ stage: { type: 'merging', parts: notice.parts } });
  }

  /** The merged text becomes the edit, over what the server has now. */
  takeMerged(text: string): void {
    this.#base = this.#live;
    this.#editor.setText(text);
    this.#set({ stage: { type: 'idle' }, notice: { type: 'none' } });
    this.#keepDraft();
    this.#editor.focus();
  }

  #stage(): Stage {
    return this.#state.stage;
  }

  #unwritable(): boolean {
    return this.#locked || this.#live.masked || this.#live.managed;
  }

  /** A draft stays editable whatever happens around it: what was typed can always be copied or discarded. */
  #applyLock(): void {
    this.#editor.setReadOnly(this.#state.mode === 'view' && this.#unwritable());
  }

  #restore(): void {
    const draft = this.#parts.drafts.get(this.#key);
    if (draft === null) return;
    const { base, resourceVersion, uid, text } = draft;
    this.#base = { yaml: base, resourceVersion, uid, masked: false, managed: false };
    this.#editor.setText(text);
    this.#state = { ...this.#state, mode: 'edit', dirty: text !== base, kept: this.#parts.drafts.isKept(this.#key) };
    if (this.#live.resourceVersion !== resourceVersion && !this.#live.managed && !this.#live.masked)
      this.#meet(this.#live);
  }

  /** The server's newer text meets the edit. */
  #meet(live: LiveText): void {
    if (live.managed || live.masked !== this.#base.masked) return;
    const text = this.#editor.text();
    const parts = merge3(this.#base.yaml, text, live.yaml);
    const conflicts = conflictsOf(parts).length;
    if (conflicts === 0 && meaningOf(this.#base.yaml) === meaningOf(live.yaml)) {
      // Status and version move by themselves: the edit moves along.
      this.#base = live;
      this.#editor.setText(mergedText(parts, []));
      this.#keepDraft();
      return;
    }
    this.#set({ notice: { type: 'changed', parts, conflicts } });
    if (this.#state.stage.type === 'merging') this.#set({ stage: { type: 'merging', parts } });
  }

  #keepDraft(): void {
    this.#cancelDraft?.();
    this.#cancelDraft = null;
    const text = this.#editor.text();
    const { drafts, timing, ref } = this.#parts;
    const { yaml: base, resourceVersion, uid } = this.#base;
    if (text === base) drafts.drop(this.#key);
    else drafts.set(this.#key, { base, resourceVersion, uid, text, at: timing.now() }, ref.kind === 'secrets');
    this.#set({ dirty: text !== base, kept: text === base || drafts.isKept(this.#key) });
    // A merge that waits is about the text as it is now.
    if (this.#state.notice.type === 'changed' && this.#live.resourceVersion !== resourceVersion) this.#meet(this.#live);
  }

  #accepted(): void {
    this.#parts.setNamed([]);
    this.#parts.setPlaced(null);
    if (this.#state.notice.type === 'refused') this.#set({ notice: { type: 'none' } });
  }

  #refused(error: ErrorInfo, text: string): void {
    this.#set({ stage: { type: 'idle' } });
    if (error.code === 'conflict') {
      // Said by the newer text when it is here; until then in the server's words.
      this.#set({ notice: { type: 'refused', error } });
      this.#parts.reload();
      return;
    }
    if (error.code === 'not-found') this.#parts.reload();
    this.#parts.setNamed(causesOf(error).map((cause) => ({ document: 0, ...cause })));
    const offset = offsetIn(text, error.message);
    const placed = offset ?? lockedOffset(text, error.message);
    this.#parts.setPlaced(
      placed === null ? null : { from: placed, to: endOfLine(text, placed), severity: 'error', message: error.message },
    );
    if (placed !== null) this.#editor.reveal(placed);
    this.#set({ notice: { type: 'refused', error } });
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.emit();
  }
}

/** `… was not changed: metadata.name is "x", it must stay "y"`: the line of that field. */
function lockedOffset(text: string, message: string): number | null {
  const [, field = ''] = /was not changed: (apiVersion|kind|metadata\.\w+) (?:is|must)/.exec(message) ?? [];
  if (field === '') return null;
  const name = field.split('.').at(-1) ?? '';
  const found = new RegExp(field.includes('.') ? `^ +${name}:` : `^${name}:`, 'm').exec(text);
  return found?.index ?? 0;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return Math.max(offset + 1, end < 0 ? text.length : end);
}
