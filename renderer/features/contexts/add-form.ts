import type { CallInput } from '../../../shared/contract/index.ts';

type Source = CallInput<'contexts.add'>['source'];
type FormSource = Extract<Source, { readonly type: 'form' }>;
export type FormUser = NonNullable<FormSource['user']>['type'];

/** What the form holds, all as text. */
export interface AddForm {
  readonly name: string;
  readonly server: string;
  readonly namespace: string;
  readonly certificateAuthority: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string;
  readonly proxyUrl: string;
  readonly userType: FormUser;
  readonly token: string;
  readonly username: string;
  readonly password: string;
  readonly certificate: string;
  readonly key: string;
  /** The program and its arguments, one a line: nothing here is ever read by a shell. */
  readonly argv: string;
}

export const EMPTY_FORM: AddForm = {
  name: '',
  server: '',
  namespace: '',
  certificateAuthority: '',
  insecureSkipTlsVerify: false,
  tlsServerName: '',
  proxyUrl: '',
  userType: 'token',
  token: '',
  username: '',
  password: '',
  certificate: '',
  key: '',
  argv: '',
};

/** What is missing before it can be sent, in one sentence. */
export function missing(form: AddForm): string | null {
  const empty = (text: string): boolean => text.trim() === '';
  if (empty(form.name)) return 'Give the context a name.';
  if (empty(form.server)) return 'Give the address of the API server.';
  switch (form.userType) {
    case 'none':
      return null;
    case 'token':
      return empty(form.token) ? 'Give the token.' : null;
    case 'basic':
      return empty(form.username) ? 'Give the user name.' : null;
    case 'certificate':
      return empty(form.certificate) || empty(form.key) ? 'Give both the certificate and its key.' : null;
    case 'exec':
      return empty(form.argv) ? 'Give the program that signs in.' : null;
  }
}

export function formSource(form: AddForm): FormSource {
  return {
    type: 'form',
    name: form.name.trim(),
    server: form.server.trim(),
    namespace: form.namespace.trim(),
    certificateAuthority: form.certificateAuthority.trim() === '' ? '' : form.certificateAuthority,
    insecureSkipTlsVerify: form.insecureSkipTlsVerify,
    tlsServerName: form.tlsServerName.trim(),
    proxyUrl: form.proxyUrl.trim(),
    user: userOf(form),
  };
}

function userOf(form: AddForm): NonNullable<FormSource['user']> {
  switch (form.userType) {
    case 'none':
      return { type: 'none' };
    case 'token':
      return { type: 'token', token: form.token.trim() };
    case 'basic':
      return { type: 'basic', username: form.username.trim(), password: form.password };
    case 'certificate':
      return { type: 'certificate', certificate: form.certificate, key: form.key };
    case 'exec': {
      const [command = '', ...args] = form.argv.split('\n').filter((line) => line.trim() !== '');
      return { type: 'exec', command: command.trim(), args };
    }
  }
}
