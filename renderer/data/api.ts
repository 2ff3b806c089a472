import type { Bridge } from '../../shared/contract/bridge.ts';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import { PortolanError, type Reply, toErrorInfo } from '../../shared/errors.ts';

/** The typed way to the host. `call` throws `PortolanError`, for callers that handle a failure elsewhere; `ask` answers it as data. */
export class Api {
  readonly #bridge: Bridge;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  get host(): Bridge['host'] {
    return this.#bridge.host;
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
