import { parseDeepLink } from '../../../../shared/deep-link.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

/** A link from outside waits here for a window: at a start by link there is none yet. A newer one takes the place of an older. */
export function linkHandlers(core: Core): HandlersOf<'links.open' | 'links.take'> {
  let waiting: string | null = null;
  return {
    'links.open': ({ link }) => {
      if (parseDeepLink(link) === null) {
        throw new PortolanError('invalid', `${JSON.stringify(link.slice(0, 200))} is no link to a cluster.`);
      }
      waiting = link;
      core.emit('app:link', {});
      return null;
    },
    'links.take': () => {
      const link = waiting;
      waiting = null;
      return { link };
    },
  };
}
