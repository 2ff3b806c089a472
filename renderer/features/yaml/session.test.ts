import { describe, expect, test } from 'vitest';
import { Api } from '../../data/api.ts';
import { Drafts, draftKey } from '../../data/drafts.ts';
import { ViewStorage } from '../../data/storage.ts';
import { FakeBridge } from '../../data/testing/fake-bridge.ts';
import { ManualTiming } from '../../data/testing/manual-timing.ts';
import { EditSession, type LiveText } from './session.ts';

const yaml = (rv: number, spec: string, status = 'x') =>
  `kind: Pod\nmetadata:\n  name: a\n  uid: u\n  resourceVersion: "${rv}"\n  labels:\n    app: web\nspec:\n${spec}status:\n  phase: ${status}\n`;
const live = (rv: number, spec = '  a: 1\n  b: 2\n', status = 'x'): LiveText => ({
  yaml: yaml(rv, spec, status),
  resourceVersion: String(rv),
  uid: 'u',
  masked: false,
  managed: false,
});
const store = {
  getItem: () => null,
  setItem: () => {},
  removeItem: () => {},
  key: () => null,
  length: 0,
};

function bed(first = live(1), drafts?: Drafts) {
  const bridge = new FakeBridge();
  const timing = new ManualTiming();
  const held = drafts ?? new Drafts(new ViewStorage(store, timing, () => {}), 'c', 0);
  const editor = {
    value: first.yaml,
    readOnly: false,
    at: -1,
    text: () => editor.value,
    setText: (text: string) => {
      editor.value = text;
    },
    setReadOnly: (readOnly: boolean) => {
      editor.readOnly = readOnly;
    },
    reveal: (offset: number) => {
      editor.at = offset;
    },
    focus: () => {},
  };
  const heard = { reloads: 0, saved: 0, named: [] as unknown[] };
  const session = new EditSession(
    {
      api: new Api(bridge),
      timing,
      drafts: held,
      clusterId: 'c',
      ref: { kind: 'pods', namespace: 'n', name: 'a' },
      reload: () => {
        heard.reloads += 1;
      },
      setNamed: (problems) => {
        heard.named = [...problems];
      },
      setPlaced: () => {},
      onSaved: () => {
        heard.saved += 1;
      },
    },
    editor,
    first,
    false,
  );
  const type = (text: string): void => {
    editor.value = text;
    session.edited();
    timing.advance(500);
  };
  return { bridge, timing, drafts: held, editor, session, heard, type };
}
const key = draftKey('pods', 'n', 'a');
const refused = (code: 'conflict' | 'invalid', message: string, detail = '') =>
  ({ ok: false, error: { code, message, detail } }) as const;

describe('a colleague’s change', () => {
  test('before an edit it is simply shown', () => {
    const { editor, session } = bed();
    session.setLive(live(2, '  a: 5\n'));
    expect(editor.value).toContain('a: 5');
    expect(session.state.mode).toBe('view');
  });

  test('of status alone moves the edit along without a word', () => {
    const { editor, session, type, drafts } = bed();
    type(yaml(1, '  a: 9\n  b: 2\n'));
    session.setLive(live(2, '  a: 1\n  b: 2\n', 'y'));
    expect(session.state.notice.type).toBe('none');
    expect(editor.value).toBe(yaml(2, '  a: 9\n  b: 2\n', 'y'));
    expect(drafts.get(key)?.resourceVersion).toBe('2');
  });

  test('of something else is said at once, and merged when the person wants it', () => {
    const { editor, session, type } = bed();
    type(yaml(1, '  a: 9\n  b: 2\n'));
    session.setLive(live(2, '  a: 1\n  b: 2\n  c: 3\n'));
    expect(session.state.notice).toMatchObject({ type: 'changed', conflicts: 0 });
    expect(editor.value).toContain('resourceVersion: "1"');
    session.openMerge();
    session.takeMerged(yaml(2, '  a: 9\n  b: 2\n  c: 3\n'));
    expect(session.state).toMatchObject({ notice: { type: 'none' }, stage: { type: 'idle' }, dirty: true });
  });

  test('that meets ours is a conflict; what is typed meanwhile counts', () => {
    const { session, type } = bed();
    type(yaml(1, '  a: 9\n  b: 2\n'));
    session.setLive(live(2, '  a: 5\n  b: 2\n'));
    expect(session.state.notice).toMatchObject({ type: 'changed', conflicts: 1 });
    type(yaml(1, '  a: 5\n  b: 7\n'));
    expect(session.state.notice).toMatchObject({ type: 'changed', conflicts: 0 });
  });
});

describe('saving', () => {
  test('shows what the server would change first, then writes, and the draft is gone', async () => {
    const { bridge, session, type, heard, drafts } = bed();
    type(yaml(1, '  a: 9\n  b: 2\n'));
    expect(drafts.has(key)).toBe(true);
    bridge.always('objects.preview', () => ({ ok: true, value: { left: 'l', right: 'r', same: false } }));
    bridge.always('objects.update', () => ({ ok: true, value: {} as never }));
    await session.preview();
    expect(session.state.stage).toMatchObject({ type: 'review', pair: { left: 'l' } });
    expect(bridge.calls.map(({ method }) => method)).toEqual(['objects.preview']);
    await session.save();
    expect(session.state).toMatchObject({ mode: 'view', dirty: false, stage: { type: 'idle' } });
    expect([heard.saved, heard.reloads, drafts.has(key)]).toEqual([1, 1, false]);
  });

  test('a refusal leaves the text and names its fields', async () => {
    const { bridge, session, type, heard, editor } = bed();
    type(yaml(1, '  a: 9\n'));
    const detail = JSON.stringify({ details: { causes: [{ field: 'spec.a', message: 'Invalid value: 9' }] } });
    bridge.always('objects.preview', () => refused('invalid', 'Pod n/a was not changed: …', detail));
    await session.preview();
    expect(session.state.notice).toMatchObject({ type: 'refused', error: { code: 'invalid' } });
    expect(heard.named).toEqual([{ document: 0, field: 'spec.a', message: 'Invalid value: 9' }]);
    expect(editor.value).toContain('a: 9');
  });

  test('a colleague was first: nothing is overwritten, the newer text is read and met', async () => {
    const { bridge, session, type, heard } = bed();
    type(yaml(1, '  a: 9\n  b: 2\n'));
    bridge.always('objects.preview', () => refused('conflict', 'the object has been modified'));
    await session.preview();
    expect(heard.reloads).toBe(1);
    session.setLive(live(2, '  a: 1\n  b: 3\n'));
    expect(session.state.notice).toMatchObject({ type: 'changed' });
  });

  test('a locked field is shown at its line', async () => {
    const { bridge, session, type, editor } = bed();
    type(yaml(1, '  a: 1\n  b: 2\n').replace('name: a', 'name: z'));
    const message = 'Pod n/a was not changed: metadata.name is "z", it must stay "a".';
    bridge.always('objects.preview', () => refused('invalid', message));
    await session.preview();
    expect(editor.value.slice(editor.at).trimStart().startsWith('name: z')).toBe(true);
  });
});

describe('drafts', () => {
  test('are there again, with a merge when the object moved on; discarding brings the server’s text', () => {
    const first = bed();
    first.type(yaml(1, '  a: 9\n  b: 2\n'));
    first.session.end();
    const again = bed(live(3, '  a: 1\n  b: 3\n'), first.drafts);
    expect(again.editor.value).toContain('a: 9');
    expect(again.session.state).toMatchObject({ mode: 'edit', dirty: true, notice: { type: 'changed' } });
    again.session.discard();
    expect(again.editor.value).toBe(live(3, '  a: 1\n  b: 3\n').yaml);
    expect(again.drafts.has(key)).toBe(false);
  });

  test('what was typed a moment before the end is kept', () => {
    const { session, editor, drafts } = bed();
    editor.value = yaml(1, '  a: 9\n');
    session.edited();
    session.end();
    expect(drafts.get(key)?.text).toContain('a: 9');
  });

  test('a masked Secret cannot be edited', () => {
    const { session, editor } = bed({ ...live(1), masked: true });
    expect(editor.readOnly).toBe(true);
    session.begin();
    expect(session.state.mode).toBe('view');
    session.setLive(live(1));
    expect(editor.readOnly).toBe(false);
  });
});
