import { describe, expect, it } from 'vitest';
import { contextMethods } from '../../../shared/contract/contexts.ts';
import { EMPTY_FORM, formSource, missing } from './add-form.ts';

describe('a context by form', () => {
  const form = { ...EMPTY_FORM, name: ' prod ', server: 'https://a.invalid' };

  it('says what is missing, for the way of signing in that was chosen', () => {
    expect(missing(EMPTY_FORM)).toMatch(/name/);
    expect(missing({ ...form, server: ' ' })).toMatch(/address/);
    expect(missing(form)).toMatch(/token/);
    expect(missing({ ...form, userType: 'none' })).toBeNull();
    expect(missing({ ...form, userType: 'certificate', certificate: 'x' })).toMatch(/key/);
  });

  it('is what the host takes, with a program as its arguments and no shell', () => {
    const source = formSource({ ...form, userType: 'exec', argv: 'aws\neks\nget-token --x; rm\n' });
    const parsed = contextMethods['contexts.add'].input.parse({ source });
    expect(parsed.source).toMatchObject({
      name: 'prod',
      user: { type: 'exec', command: 'aws', args: ['eks', 'get-token --x; rm'] },
    });
  });
});
