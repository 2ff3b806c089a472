import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import type { LiveText } from './session.ts';

export interface LiveYaml {
  readonly live: LiveText | null;
  readonly error: ErrorInfo | null;
  reload(): void;
}

export interface ReadAs {
  /** With managedFields, for reading. */
  readonly managed: boolean;
  /** A Secret's values in clear: each reading is noted in the application's log. */
  readonly revealed: boolean;
}

/** The object's YAML, read again with every new resourceVersion; answers for another object are dropped. */
export function useLiveYaml({ clusterId, target, state }: PanelTabProps, { managed, revealed }: ReadAs): LiveYaml {
  const { api } = useData();
  const [read, setRead] = useState<Omit<LiveYaml, 'reload'>>({ live: null, error: null });
  const [again, setAgain] = useState(0);
  const { kind, namespace, name } = target;
  const version = state.text?.resourceVersion ?? '';
  const wish = JSON.stringify([clusterId, kind, namespace, name, managed, revealed, again]);
  const answered = useRef('');
  // The first reading and the object's own are on their way together: a version is a reason only when it is another one.
  const newer = read.live !== null && version !== '' && read.live.resourceVersion !== version ? version : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the wish holds all that is asked
  useEffect(() => {
    if (answered.current === wish && newer === '') return undefined;
    let current = true;
    const ref = { clusterId, namespace, name };
    const asked = revealed
      ? api.ask('secrets.yaml', ref)
      : api.ask('objects.yaml', { ...ref, kind, managedFields: managed });
    void asked.then((reply) => {
      if (!current) return;
      answered.current = wish;
      if (!reply.ok) return setRead((was) => ({ ...was, error: reply.error }));
      const { yaml, resourceVersion, uid, masked } = reply.value;
      setRead({ live: { yaml, resourceVersion, uid, masked, managed: managed && !revealed }, error: null });
    });
    return () => {
      current = false;
    };
  }, [api, wish, newer]);
  const reload = useCallback(() => setAgain((count) => count + 1), []);
  return { ...read, reload };
}
