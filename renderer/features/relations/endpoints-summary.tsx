import { type ReactNode, useState } from 'react';
import type { ServiceEndpoint } from '../../../shared/relations/service-endpoints.ts';
import { FoldSection } from '../../resources/details/fold-section.tsx';
import { ObjectLinkView } from '../../resources/object-link.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { useAsk } from '../../resources/use-ask.ts';
import { Button } from '../../ui/button.tsx';
import { StateGlyph, type StateRoleName } from '../../ui/glyph.tsx';
import styles from './relations.module.css';

/** Readiness changes quickly while something is rolled out. */
const AGAIN_MS = 10_000;
const FIRST = 20;

const ROLE: Readonly<Record<ServiceEndpoint['state'], StateRoleName>> = {
  ready: 'ok',
  'not ready': 'warn',
  terminating: 'progress',
};

/** Where a Service leads: addresses with their readiness, pod and node. */
export function EndpointsSummary({ clusterId, target, state }: PanelTabProps): ReactNode {
  const [whole, setWhole] = useState(false);
  const { namespace, name } = target;
  const uid = state.text?.uid ?? '';
  const input = uid === '' || state.status === 'gone' ? null : { clusterId, namespace, name };
  const { value, error } = useAsk('relations.service', input, { version: uid, everyMs: AGAIN_MS });
  if (value === null && error === null) return null;
  if (value === null) {
    return (
      <FoldSection id="endpoints" title="Endpoints">
        <p className={styles.muted}>{error?.message}</p>
      </FoldSection>
    );
  }
  const { endpoints, ready } = value;
  const shown = whole ? endpoints : endpoints.slice(0, FIRST);
  return (
    <FoldSection id="endpoints" title={`Endpoints, ${ready} of ${endpoints.length} ready`}>
      {endpoints.length === 0 ? (
        <p className={styles.muted}>None: nothing answers at this Service.</p>
      ) : (
        <div className={styles.scroll} data-testid="endpoints">
          <table className={styles.table} aria-label="Endpoints">
            <thead>
              <tr>
                <th scope="col">
                  <span className="sr-only">State</span>
                </th>
                <th scope="col">Address</th>
                <th scope="col">Behind it</th>
                <th scope="col">Node</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((one) => (
                <EndpointRow key={one.address} clusterId={clusterId} endpoint={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < endpoints.length ? (
        <Button variant="quiet" onClick={() => setWhole(true)}>{`Show all ${endpoints.length}`}</Button>
      ) : null}
    </FoldSection>
  );
}

interface EndpointRowProps {
  readonly clusterId: string;
  readonly endpoint: ServiceEndpoint;
}

function EndpointRow({ clusterId, endpoint }: EndpointRowProps): ReactNode {
  const { address, target, node, state } = endpoint;
  return (
    <tr>
      <td>
        <StateGlyph state={ROLE[state]} label={state} />
      </td>
      <td className={styles.address}>{address}</td>
      <td>
        {target === null ? null : (
          <ObjectLinkView clusterId={clusterId} to={target}>
            {target.name}
          </ObjectLinkView>
        )}
        {state === 'ready' ? null : <span className={styles.muted}>{` ${state}`}</span>}
      </td>
      <td>
        <ObjectLinkView clusterId={clusterId} to={{ group: '', kind: 'Node', namespace: '', name: node }}>
          {node}
        </ObjectLinkView>
      </td>
    </tr>
  );
}
