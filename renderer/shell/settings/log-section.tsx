import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AppLogLine } from '../../../shared/contract/app.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { type Times, useTimes } from '../../data/times.ts';
import { saveText } from '../../resources/save.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorPanel } from '../../ui/empty.tsx';
import { TextField } from '../../ui/field.tsx';
import { Select } from './select.tsx';
import styles from './settings.module.css';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof LEVELS)[number];

/** Asked for what is new while somebody looks, ms. */
const EVERY_MS = 1_000;
const MOST_LINES = 2_000;

interface LogLines {
  readonly lines: readonly AppLogLine[] | null;
  readonly error: ErrorInfo | null;
  read(): void;
}

function useLog(live: boolean): LogLines {
  const { api, timing } = useData();
  const [lines, setLines] = useState<readonly AppLogLine[] | null>(null);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const last = useRef(0);
  const read = useCallback(async () => {
    const reply = await api.ask('app.logs', { after: last.current });
    setError(reply.ok ? null : reply.error);
    if (!reply.ok) return;
    const fresh = reply.value.lines.filter(({ seq }) => seq > last.current);
    last.current = fresh.at(-1)?.seq ?? last.current;
    setLines((was) => (fresh.length === 0 ? (was ?? []) : [...(was ?? []), ...fresh].slice(-MOST_LINES)));
  }, [api]);
  useEffect(() => {
    let cancel = () => {};
    let gone = false;
    const again = async () => {
      await read();
      if (!gone && live) cancel = timing.setTimeout(() => void again(), EVERY_MS);
    };
    void again();
    return () => {
      gone = true;
      cancel();
    };
  }, [read, live, timing]);
  return { lines, error, read: () => void read() };
}

const lineText = (times: Times, { at, level, message, clusterId }: AppLogLine): string =>
  `${times.exact(at)} ${level.toUpperCase().padEnd(5)} ${clusterId === undefined ? '' : `[${clusterId}] `}${message}`;

/** What the application itself did and what failed; it never holds a secret. */
export function LogSection() {
  const { api, actions } = useData();
  const times = useTimes();
  const settings = useApp((state) => state.settings);
  const [live, setLive] = useState(true);
  const [level, setLevel] = useState<Level>('info');
  const [cluster, setCluster] = useState('');
  const [text, setText] = useState('');
  const { lines, error, read } = useLog(live);
  const clusters = useMemo(() => [...new Set((lines ?? []).flatMap(({ clusterId }) => clusterId ?? []))], [lines]);
  const shown = useMemo(() => {
    const least = LEVELS.indexOf(level);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (lines ?? []).filter(
      (line) =>
        LEVELS.indexOf(line.level) >= least &&
        (cluster === '' || line.clusterId === cluster) &&
        words.every((word) => line.message.toLowerCase().includes(word)),
    );
  }, [lines, level, cluster, text]);
  const diagnostics = async () => {
    const reply = await api.ask('app.diagnostics', {});
    if (reply.ok) saveText('portolan-diagnostics.json', 'application/json', reply.value.text);
    else actions.notice('bad', reply.error.message);
  };
  if (error !== null && lines === null)
    return <ErrorPanel title="The log could not be read" message={error.message} onRetry={read} />;
  return (
    <>
      <div className={styles.bar}>
        <TextField
          label="Filter the log"
          hideLabel
          icon="list-filter"
          placeholder="Words"
          value={text}
          onChange={setText}
        />
        <Select
          label="Level"
          hideLabel
          value={level}
          onChange={(value) => setLevel(LEVELS.find((one) => one === value) ?? 'info')}
          options={LEVELS.map((value) => ({ value, label: value === 'debug' ? 'All levels' : `${value} and worse` }))}
        />
        <Select
          label="Cluster"
          hideLabel
          value={cluster}
          onChange={setCluster}
          options={[
            { value: '', label: 'All clusters' },
            ...clusters.map((value) => ({ value, label: displayName(value, settings) })),
          ]}
        />
      </div>
      <LogText lines={shown} known={lines !== null} times={times} follow={live} />
      <div className={styles.bar}>
        <Button aria-pressed={live} icon={live ? 'circle-play' : 'play'} onClick={() => setLive(!live)}>
          {live ? 'Live' : 'Paused'}
        </Button>
        <CopyButton
          label="Copy what is shown"
          variant="default"
          text={() => shown.map((one) => lineText(times, one)).join('\n')}
        />
        <Button icon="download" onClick={() => void diagnostics()}>
          Save diagnostics
        </Button>
        <span className={styles.hint} role="status">
          {shown.length} of {lines?.length ?? 0} lines · {times.zone}
        </span>
      </div>
    </>
  );
}

interface LogTextProps {
  readonly lines: readonly AppLogLine[];
  readonly known: boolean;
  readonly times: Times;
  readonly follow: boolean;
}

function LogText({ lines, known, times, follow }: LogTextProps) {
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what scrolls it
  useEffect(() => {
    const element = box.current;
    if (element !== null && follow) element.scrollTop = element.scrollHeight;
  }, [lines, follow]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className={styles.log} aria-label="Application log" tabIndex={0}>
      {lines.length === 0 ? (known ? 'Nothing was logged that fits.' : '') : null}
      {lines.map((line) => (
        <div key={line.seq} data-level={line.level}>
          {lineText(times, line)}
        </div>
      ))}
    </section>
  );
}
