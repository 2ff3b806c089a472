import type { z } from 'zod';
import { isStreamName, type StreamName, streams } from '../../../shared/contract/streams.ts';
import { PortolanError, toErrorInfo } from '../../../shared/errors.ts';
import { StreamPeer, type Wire } from '../../../shared/streams/peer.ts';
import type { CallContext, StreamSink } from '../types.ts';

type Input<N extends StreamName> = z.output<(typeof streams)[N]>;

/** Serves one stream until its promise ends; what it throws is the stream's end. */
export type StreamHandler<N extends StreamName> = (
  input: Input<N>,
  stream: StreamPeer,
  from: CallContext,
) => Promise<void>;
export type StreamHandlers = { readonly [N in StreamName]: StreamHandler<N> };

/** The edge of the host for byte streams: as for calls, what enters is checked and what fails is data. Never throws. */
export function openStream(
  handlers: StreamHandlers,
  request: { readonly name: string; readonly input: unknown },
  from: CallContext,
  wire: Wire,
): StreamSink {
  const stream = new StreamPeer(wire);
  serve(handlers, request, stream, from).then(
    () => stream.end(),
    (error: unknown) => stream.end(toErrorInfo(error)),
  );
  return { receive: (frame) => stream.receive(frame), closed: () => stream.wireClosed() };
}

async function serve(
  handlers: StreamHandlers,
  { name, input }: { readonly name: string; readonly input: unknown },
  stream: StreamPeer,
  from: CallContext,
): Promise<void> {
  if (!isStreamName(name)) {
    throw new PortolanError('unsupported', `There is no stream named ${JSON.stringify(name)}.`);
  }
  const parsed = streams[name].safeParse(input);
  if (parsed.success) return handlers[name](parsed.data, stream, from);
  const issue = parsed.error.issues[0];
  const field = issue?.path.map(String).join('.') ?? '';
  if (field === 'clusterId') {
    throw new PortolanError('cluster-required', `${name} is about one cluster: it needs its clusterId.`);
  }
  throw new PortolanError('invalid', `${name}: ${field}: ${issue?.message ?? 'is wrong'}`);
}
