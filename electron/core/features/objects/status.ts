import { type ErrorCode, PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import { statusMessage } from '../../cluster/preflight.ts';

/** Field errors are read from the detail as JSON, so it is kept whole as far as that is reasonable. Characters. */
const longestDetail = 64_000;

/** An API server's refusal as our error: its own words after the colon, its Status as detail. */
export function httpError(response: EngineResponse, what: string): PortolanError {
  const words = statusMessage(response);
  return new PortolanError(codeOf(response), `${what}: ${words}`, { detail: response.text.slice(0, longestDetail) });
}

function codeOf(response: EngineResponse): ErrorCode {
  switch (response.status) {
    case 400:
    case 422:
      return 'invalid';
    case 401:
      return 'unauthenticated';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not-found';
    case 405:
    case 406:
    case 415:
      return 'unsupported';
    case 409:
      return response.text.includes('"AlreadyExists"') ? 'already-exists' : 'conflict';
    case 429:
      return 'too-many-requests';
    case 408:
    case 504:
      return 'timeout';
    default:
      return response.status === 502 || response.status === 503 ? 'unreachable' : 'internal';
  }
}
