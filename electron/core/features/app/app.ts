import { PortolanError } from '../../../../shared/errors.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { diagnostics } from './diagnostics.ts';

type Names = 'app.info' | 'app.logs' | 'app.diagnostics' | 'app.openLink';

export function appHandlers(core: Core): HandlersOf<Names> {
  const { ports, options } = core;
  return {
    'app.info': () => ({
      version: ports.version,
      host: ports.hostKind,
      platform: process.platform,
      demo: options.discovery.type === 'demo',
      home: ports.home,
      notices: ports.settings.problems,
    }),
    'app.logs': ({ after }) => ({ lines: core.log.lines.filter(({ seq }) => seq > after) }),
    'app.diagnostics': () => ({ text: diagnostics(core) }),
    'app.openLink': async ({ url }) => {
      await ports.openLink(httpsOnly(url));
      return null;
    },
  };
}

/** Cluster data may hold links to anything; only https leaves the application, without user info in it. */
function httpsOnly(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url.href;
  throw new PortolanError('invalid', 'Only https links are opened.');
}
