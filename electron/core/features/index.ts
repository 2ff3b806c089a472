import type { Core } from '../host/core.ts';
import type { Handlers } from '../host/dispatch.ts';
import { actionHandlers } from './actions/actions.ts';
import { appHandlers } from './app/app.ts';
import { applyHandlers } from './apply/apply.ts';
import { catalogHandlers } from './catalog/catalog.ts';
import { clusterHandlers } from './clusters/clusters.ts';
import { compareHandlers } from './compare/compare.ts';
import { contextHandlers } from './contexts/contexts.ts';
import { entryHandlers } from './entries/entries.ts';
import { environmentHandlers } from './environment/environment.ts';
import { exportHandlers } from './export/export.ts';
import { fleetHandlers } from './fleet/fleet.ts';
import { linkHandlers } from './links/links.ts';
import { objectHandlers } from './objects/objects.ts';
import { operationHandlers } from './operations/operations.ts';
import { permissionHandlers } from './permissions/permissions.ts';
import { relationHandlers } from './relations/relations.ts';
import { schemaHandlers } from './schema/schema.ts';
import { searchHandlers } from './search/search.ts';
import { settingsHandlers } from './settings/settings.ts';
import { viewHandlers } from './views/views.ts';

/** Every area, readable from top to bottom. */
export function featureHandlers(core: Core): Handlers {
  return {
    ...appHandlers(core),
    ...settingsHandlers(core),
    ...contextHandlers(core),
    ...clusterHandlers(core),
    ...catalogHandlers(core),
    ...viewHandlers(core),
    ...objectHandlers(core),
    ...actionHandlers(core),
    ...operationHandlers(core),
    ...exportHandlers(core),
    ...compareHandlers(core),
    ...schemaHandlers(core),
    ...applyHandlers(core),
    ...permissionHandlers(core),
    ...searchHandlers(core),
    ...relationHandlers(core),
    ...linkHandlers(core),
    ...fleetHandlers(core),
    ...entryHandlers(core),
    ...environmentHandlers(core),
  };
}
