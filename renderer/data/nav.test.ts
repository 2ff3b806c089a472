import { expect, test } from 'vitest';
import { goBack, goForward, goTo, goToObject, START, showPanel } from './nav.ts';
import type { PanelState } from './panel.ts';

const panel = (name: string, more: Partial<PanelState> = {}): PanelState => ({
  list: 'pods',
  kind: 'pods',
  namespace: 'shop',
  name,
  uid: null,
  tab: 'summary',
  ...more,
});

test('back leads from object to object and to the list without one, forward again', () => {
  const web = showPanel(START, panel('web'));
  const api = showPanel(web, panel('api'));
  expect(goBack(api).panel?.name).toBe('web');
  expect(goBack(goBack(api)).panel).toBeNull();
  expect(goForward(goBack(api)).panel?.name).toBe('api');
});

test('another tab of the same object, a known uid and closing are no steps', () => {
  const web = showPanel(START, panel('web'));
  const yaml = showPanel(web, panel('web', { tab: 'yaml', uid: 'u' }));
  expect(yaml.back).toHaveLength(1);
  expect(yaml.panel?.tab).toBe('yaml');
  expect(showPanel(yaml, null).back).toHaveLength(1);
});

test('opening an object beside another list is one step, and its place comes back with it', () => {
  const node = goToObject(showPanel(START, panel('web')), panel('n1', { list: 'nodes', kind: 'nodes', namespace: '' }));
  expect(node.back).toHaveLength(2);
  const back = goBack(node);
  expect(back.place).toEqual({ type: 'kind', kind: 'pods' });
  expect(back.panel?.name).toBe('web');
  expect(goTo(node, { type: 'page', id: 'overview' }).panel?.name).toBe('n1');
});
