import type { ReactNode } from 'react';
import type { CertificateInfo, CertificateRequestInfo, Pem } from '../../../shared/contract/entries.ts';
import { useNow } from '../../data/clock-hooks.ts';
import { StateGlyph, type StateRoleName } from '../../ui/glyph.tsx';
import { Relative } from '../time.tsx';
import { useAsk } from '../use-ask.ts';
import styles from './certificates.module.css';

const DAY = 86_400_000;
/** Renewal is due by then: what renews by itself does so earlier. */
const SOON_DAYS = 14;

interface Validity {
  readonly role: StateRoleName;
  readonly words: string;
}

/** How a certificate stands at this time, ms. */
export function validityOf({ notBefore, notAfter }: CertificateInfo, now: number): Validity {
  if (now > notAfter) return { role: 'bad', words: 'ended' };
  if (now < notBefore) return { role: 'warn', words: 'begins' };
  return notAfter - now < SOON_DAYS * DAY ? { role: 'warn', words: 'ends' } : { role: 'ok', words: 'ends' };
}

/** Certificates and requests of a PEM text, the way one asks about them: for whom, by whom, until when. */
export function PemView({ clusterId, pem }: { readonly clusterId: string; readonly pem: Pem }): ReactNode {
  return (
    <ul className={styles.list} data-testid="certificates">
      {pem.certificates.map((one) => (
        <CertificateView key={one.fingerprint} clusterId={clusterId} certificate={one} />
      ))}
      {pem.requests.map((one) => (
        <RequestView key={one.subject} request={one} />
      ))}
      {pem.problems.map((problem) => (
        <li key={problem} className={styles.problem}>
          {`Cannot be read: ${problem}`}
        </li>
      ))}
    </ul>
  );
}

interface CertificateProps {
  readonly clusterId: string;
  readonly certificate: CertificateInfo;
}

function CertificateView({ clusterId, certificate }: CertificateProps): ReactNode {
  const now = useNow(clusterId);
  const { subject, issuer, names, notBefore, notAfter, key, authority, selfSigned, serial, fingerprint } = certificate;
  const { role, words } = validityOf(certificate, now);
  return (
    <li className={styles.certificate}>
      <p className={styles.first}>
        <StateGlyph state={role} label={role === 'ok' ? 'valid' : words} />
        <span className={styles.subject}>{subject || 'No subject'}</span>
        <span className={styles.until} data-state={role}>
          {`${words} `}
          <Relative clusterId={clusterId} at={words === 'begins' ? notBefore : notAfter} />
        </span>
      </p>
      <dl className={styles.facts}>
        {names.length === 0 ? null : <Fact label="Names" value={names.join(', ')} />}
        <Fact label="Issuer" value={selfSigned ? 'itself' : issuer} />
        <Fact label="Key" value={`${key}${authority ? ', may sign others' : ''}`} />
        <Fact label="Serial" value={serial} mono />
        <Fact label="SHA-256" value={fingerprint} mono />
      </dl>
    </li>
  );
}

function RequestView({ request }: { readonly request: CertificateRequestInfo }): ReactNode {
  return (
    <li className={styles.certificate}>
      <p className={styles.first}>
        <span className={styles.subject}>{request.subject || 'No subject'}</span>
      </p>
      <dl className={styles.facts}>
        {request.names.length === 0 ? null : <Fact label="Names" value={request.names.join(', ')} />}
        <Fact label="Key" value={request.key} />
      </dl>
    </li>
  );
}

function Fact({
  label,
  value,
  mono = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
}) {
  return (
    <div className={styles.fact}>
      <dt>{label}</dt>
      <dd className={mono ? 'mono' : undefined}>{value}</dd>
    </div>
  );
}

/** A PEM text (or the base64 of one) that stands in an object: read by the host, shown when it is. */
export function PemItem({ clusterId, pem }: { readonly clusterId: string; readonly pem: string }): ReactNode {
  const { value, error } = useAsk('certificates.read', { pem });
  if (error !== null) return <p className={styles.problem}>{error.message}</p>;
  if (value === null) return null;
  const empty = value.certificates.length + value.requests.length + value.problems.length === 0;
  return empty ? (
    <p className={styles.problem}>No certificate can be read.</p>
  ) : (
    <PemView clusterId={clusterId} pem={value} />
  );
}
