import { isMethodName, methods } from '../../shared/contract/index.ts';
import type { ViewSnapshot } from '../../shared/contract/views.ts';
import { type Reply, toErrorInfo } from '../../shared/errors.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';
import { complete } from './view.ts';

/** `call`: opens the cluster the input names, waits until it is connected or failed, calls, prints the reply. Answers its `ok`. */
export async function printCall(session: Session, method: string, input: unknown, output: Output): Promise<boolean> {
  const reply = await replyOf(session, method, input);
  output.line(reply.ok ? reply : { ok: false, error: shown(reply.error) });
  return reply.ok;
}

async function replyOf(session: Session, method: string, input: unknown): Promise<Reply<unknown>> {
  const clusterId = isMethodName(method) && methods[method].cluster ? idOf(input) : null;
  if (clusterId === null) return session.reply(method, input);
  const opened = await session.reply('clusters.open', { clusterId, onDuplicate: 'both' });
  if (!opened.ok) return opened;
  await connected(session, clusterId);
  const reply = await session.reply(method, input);
  if (method !== 'views.open' || !reply.ok) return reply;
  // What a window would build up from rows and patches, as one answer. The handler of views.open made this value.
  const snapshot = reply.value as ViewSnapshot;
  try {
    await complete(session, snapshot);
  } catch (error) {
    return { ok: false, error: toErrorInfo(error, clusterId) };
  }
  return session.reply('views.update', { clusterId, viewId: snapshot.viewId });
}

/** Waits until the cluster is connected or has failed for now, or the time is up. */
async function connected(session: Session, clusterId: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      stop();
      session.signal.removeEventListener('abort', done);
      resolve();
    };
    const look = (state: string): void => {
      if (state !== 'connecting' && state !== 'signing_in' && state !== 'reconnecting') done();
    };
    const stop = session.onEvents((events) => {
      for (const event of events) {
        if (event.topic === 'cluster:state' && event.clusterId === clusterId) look(event.payload.state);
      }
    });
    session.signal.addEventListener('abort', done, { once: true });
    session.call('clusters.status', { clusterId }).then((status) => look(status.state), done);
  });
}

function idOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('clusterId' in input)) return null;
  return typeof input.clusterId === 'string' && input.clusterId !== '' ? input.clusterId : null;
}

/** The error as the command line prints it: code, sentence, cluster. */
export function shown(error: { code: string; message: string; clusterId?: string }) {
  const { code, message, clusterId } = error;
  return { code, message, ...(clusterId === undefined ? {} : { clusterId }) };
}
