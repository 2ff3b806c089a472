import { Segmented, Switch, TextField } from '../../ui/field.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import type { AddForm, FormUser } from './add-form.ts';
import styles from './contexts.module.css';

const USERS: readonly { readonly value: FormUser; readonly label: string }[] = [
  { value: 'token', label: 'Token' },
  { value: 'certificate', label: 'Certificate' },
  { value: 'basic', label: 'Password' },
  { value: 'exec', label: 'Program' },
  { value: 'none', label: 'Nobody' },
];

interface FieldsProps {
  readonly form: AddForm;
  readonly onChange: (part: Partial<AddForm>) => void;
}

export function AddFormFields({ form, onChange }: FieldsProps) {
  return (
    <>
      <div className={styles.pair}>
        <TextField label="Name of the context" value={form.name} onChange={(name) => onChange({ name })} mono />
        <TextField
          label="Namespace"
          placeholder="default"
          value={form.namespace}
          onChange={(namespace) => onChange({ namespace })}
          mono
        />
      </div>
      <TextField
        label="API server"
        placeholder="https://10.0.0.1:6443"
        value={form.server}
        onChange={(server) => onChange({ server })}
        mono
      />
      <TextArea
        label="Certificate authority (PEM; empty: those this machine trusts)"
        rows={3}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={form.certificateAuthority}
        onChange={(certificateAuthority) => onChange({ certificateAuthority })}
      />
      <div className={styles.pair}>
        <TextField
          label="Name in the server's certificate"
          value={form.tlsServerName}
          onChange={(tlsServerName) => onChange({ tlsServerName })}
          mono
        />
        <TextField
          label="Proxy"
          placeholder="http://proxy:3128"
          value={form.proxyUrl}
          onChange={(proxyUrl) => onChange({ proxyUrl })}
          mono
        />
      </div>
      <Switch
        label="Do not verify the server's certificate"
        description="Anybody on the way can then read and change everything, credentials included."
        checked={form.insecureSkipTlsVerify}
        onChange={(insecureSkipTlsVerify) => onChange({ insecureSkipTlsVerify })}
      />
      <Segmented
        label="Sign in with"
        value={form.userType}
        onChange={(userType) => onChange({ userType })}
        options={USERS}
      />
      <UserFields form={form} onChange={onChange} />
    </>
  );
}

function UserFields({ form, onChange }: FieldsProps) {
  switch (form.userType) {
    case 'none':
      return null;
    case 'token':
      return (
        <TextField label="Token" type="password" value={form.token} onChange={(token) => onChange({ token })} mono />
      );
    case 'basic':
      return (
        <div className={styles.pair}>
          <TextField label="User name" value={form.username} onChange={(username) => onChange({ username })} mono />
          <TextField
            label="Password"
            type="password"
            value={form.password}
            onChange={(password) => onChange({ password })}
            mono
          />
        </div>
      );
    case 'certificate':
      return (
        <>
          <TextArea
            label="Client certificate (PEM)"
            rows={3}
            value={form.certificate}
            onChange={(certificate) => onChange({ certificate })}
          />
          <TextArea label="Its key (PEM)" rows={3} value={form.key} onChange={(key) => onChange({ key })} />
        </>
      );
    case 'exec':
      return (
        <TextArea
          label="Program and its arguments, one a line"
          rows={4}
          placeholder={'aws\neks\nget-token\n--cluster-name\nprod'}
          value={form.argv}
          onChange={(argv) => onChange({ argv })}
        />
      );
  }
}
