import { expect, it } from 'vitest';
import { assumedInfo } from '../../../shared/kinds/assumed.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import { actionOfPress } from './keys.ts';

const info = (id: string) => {
  const spec = kindById(id);
  return spec === undefined
    ? null
    : { ...assumedInfo(spec), verbs: ['get', 'list', 'create', 'patch', 'update', 'delete'] };
};
const press = (key: string, more: { ctrlKey?: boolean; altKey?: boolean } = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

it('means the actions that the kind has, and nothing else', () => {
  const deployment = info('deployments.apps');
  expect(actionOfPress(press('+'), deployment)).toEqual({ id: 'scale', step: 1 });
  expect(actionOfPress(press('-'), deployment)).toEqual({ id: 'scale', step: -1 });
  expect(actionOfPress(press('d', { ctrlKey: true }), deployment)).toEqual({ id: 'delete' });
  expect(actionOfPress(press('+'), info('configmaps'))).toBeNull();
  expect(actionOfPress(press('e', { altKey: true }), deployment)).toBeNull();
  expect(actionOfPress(press('e'), null)).toBeNull();
});
