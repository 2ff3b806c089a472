import type { Bridge } from '../../shared/contract/bridge.ts';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import type { StreamInput, StreamName } from '../../shared/contract/streams.ts';
import { PortolanError, type Reply, toErrorInfo } from '../../shared/errors.ts';
import { StreamPeer } from '../../shared/streams/peer.ts';

/** The typed way to the host. `call` throws `PortolanError`, for callers that handle a failure elsewhere; `ask` answers it as data. */
export class Api {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get host(): Bridge['host'] {
    return this.#bridge.host;
  }

  /** A byte stream of one cluster; a refusal is its end. */
  stream<N extends StreamName>(name: N, input: StreamInput<N>): StreamPeer {
    const peer = new StreamPeer({ send: (frame) => sender.send(frame), close: () => sender.close() });
    const sender = this.#bridge.openStream(name, input, {
      onFrame: (frame) => peer.receive(frame),
      onClosed: () => peer.wireClosed(),
    });
    return peer;
  }

  async ask<M extends MethodName>(method: M, input: CallInput<M>): Promise<Reply<CallOutput<M>>> {
    try {
      return await this.#bridge.call(method, input);
    } catch (error) {
      return { ok: false, error: toErrorInfo(error) };
    }
  }

  async call<M extends MethodName>(method: M, input: CallInput<M>): Promise<CallOutput<M>> {
    const reply = await this.ask(method, input);
    if (reply.ok) return reply.value;
    const { code, message, clusterId, detail } = reply.error;
    throw new PortolanError(code, message, {
      ...(clusterId === undefined ? {} : { clusterId }),
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
