import type { ReactNode } from 'react';
import type { EntryContent } from '../../../shared/contract/entries.ts';
import { PemView } from '../../resources/details/certificates.tsx';
import { Relative } from '../../resources/time.tsx';
import styles from './entries.module.css';

/** What a value was recognised as, in a few lines; nothing secret is among them. */
export function ContentView({
  clusterId,
  content,
}: {
  readonly clusterId: string;
  readonly content: EntryContent;
}): ReactNode {
  switch (content.type) {
    case 'certificates':
      return <PemView clusterId={clusterId} pem={content} />;
    case 'private-key':
      return <p className={styles.told}>{`Private key${content.key === '' ? '' : `, ${content.key}`}`}</p>;
    case 'token':
      return (
        <p className={styles.told}>
          {`Token of ${content.subject || 'nobody named'}, issued by ${content.issuer || 'nobody named'}`}
          {content.audiences.length === 0 ? '' : ` for ${content.audiences.join(', ')}`}
          {content.expiresAt === null ? (
            ', without an end'
          ) : (
            <>
              {', ends '}
              <Relative clusterId={clusterId} at={content.expiresAt} />
            </>
          )}
        </p>
      );
    case 'registries':
      return (
        <ul className={styles.told}>
          {content.registries.map(({ server, username }) => (
            <li key={server}>{`Registry ${server}${username === '' ? '' : `, as ${username}`}`}</li>
          ))}
        </ul>
      );
    case 'kubeconfig':
      return (
        <ul className={styles.told}>
          {content.contexts.map(({ name, server, user, signIn }) => (
            <li key={name}>{`Context ${name}: ${server}, as ${user} (${signIn})`}</li>
          ))}
        </ul>
      );
  }
}
