import { terminalSize } from '../../../../shared/contract/streams.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { StreamPeer } from '../../../../shared/streams/peer.ts';
import type { TerminalSeat } from '../../auth/terminal/desk.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { StreamHandlers } from '../../host/open-stream.ts';

/** Streams of every area. */
export function streamHandlers(core: Core): StreamHandlers {
  return {
    'auth.terminal': async ({ clusterId, columns, rows }, stream) => {
      const cluster = core.cluster(clusterId);
      const left = new AbortController();
      stream.onEnd(() => left.abort());
      cluster.signal.addEventListener('abort', () => left.abort(), { once: true });
      const offer = core.terminals(cluster).offer(seatOf(stream, { columns, rows }, left.signal));
      try {
        await tryAgain(cluster);
        if (!offer.used) throw notUsed(cluster);
      } finally {
        offer.leave();
      }
    },
  };
}

/** The same try as Retry now, waited for: its verdict has had its consequences then. */
async function tryAgain(cluster: Cluster): Promise<void> {
  const { auth } = cluster.connection;
  if (auth.state === 'valid') await cluster.connection.retry(true);
  else await auth.retryNow();
}

function notUsed(cluster: Cluster): PortolanError {
  const { consent, clusterName } = cluster;
  if (consent !== null) {
    return new PortolanError('consent-required', `${consent.command} needs your consent before it runs.`);
  }
  return new PortolanError('unsupported', `Signing in to ${clusterName} ran no program in a terminal.`);
}

/** The other end of the stream as a terminal. */
function seatOf(
  stream: StreamPeer,
  size: { readonly columns: number; readonly rows: number },
  signal: AbortSignal,
): TerminalSeat {
  return {
    ...size,
    signal,
    show: (bytes) => stream.write(bytes),
    attach: (program) => {
      stream.control({ state: 'running' });
      stream.onData((bytes) => program.type(bytes));
      stream.onControl((value) => {
        const parsed = terminalSize.safeParse(value);
        if (parsed.success) program.resize(parsed.data.columns, parsed.data.rows);
      });
    },
  };
}
