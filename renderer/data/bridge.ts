import type { Bridge } from '../../shared/contract/bridge.ts';
import { createWebBridge } from './web-bridge.ts';
import { takeToken } from './web-token.ts';

function isBridge(value: unknown): value is Bridge {
  return (
    typeof value === 'object' &&
    value !== null &&
    'call' in value &&
    typeof value.call === 'function' &&
    'onEvents' in value &&
    typeof value.onEvents === 'function' &&
    'openStream' in value &&
    typeof value.openStream === 'function'
  );
}

/** The preload's bridge in the desktop; on the web host the same three ways over HTTP and WebSockets. */
export function pickBridge(page: Window = window): Bridge {
  const provided: unknown = Reflect.get(page, 'portolan');
  if (isBridge(provided)) return provided;
  // A new start's address opened in the tab of an earlier one changes the fragment only: without a load its token is not read.
  page.addEventListener('hashchange', () => {
    if (page.location.hash.includes('token=')) page.location.reload();
  });
  return createWebBridge({
    token: takeToken(page),
    windowId: page.crypto.randomUUID(),
    origin: page.location.origin,
    fetch: (url, init) => page.fetch(url, init),
    socket: (url, protocols) => new WebSocket(url, [...protocols]),
    setTimeout: (run, ms) => {
      const timer = page.setTimeout(run, ms);
      return () => page.clearTimeout(timer);
    },
  });
}
