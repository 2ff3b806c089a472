import type { z } from 'zod';
import { actionMethods } from './actions.ts';
import { appMethods } from './app.ts';
import { applyMethods } from './apply.ts';
import { catalogMethods } from './catalog.ts';
import { clusterMethods } from './clusters.ts';
import { compareMethods } from './compare.ts';
import { contextMethods } from './contexts.ts';
import { entryMethods } from './entries.ts';
import { environmentMethods } from './environment.ts';
import { exportMethods } from './export.ts';
import { fleetMethods } from './fleet.ts';
import { linkMethods } from './links.ts';
import { objectMethods } from './objects.ts';
import { operationMethods } from './operations.ts';
import { relationMethods } from './relations.ts';
import { schemaMethods } from './schema.ts';
import { searchMethods } from './search.ts';
import { viewMethods } from './views.ts';

/** Every call that crosses, readable from top to bottom. A method without a handler does not compile (`Handlers`). */
export const methods = {
  ...appMethods,
  ...contextMethods,
  ...clusterMethods,
  ...catalogMethods,
  ...viewMethods,
  ...objectMethods,
  ...exportMethods,
  ...searchMethods,
  ...relationMethods,
  ...actionMethods,
  ...operationMethods,
  ...linkMethods,
  ...fleetMethods,
  ...entryMethods,
  ...environmentMethods,
  ...compareMethods,
  ...schemaMethods,
  ...applyMethods,
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller passes (defaults may be left out). */
export type CallInput<M extends MethodName> = z.input<Methods[M]['input']>;
/** What a handler receives (checked, defaults filled). */
export type HandlerInput<M extends MethodName> = z.output<Methods[M]['input']>;
export type CallOutput<M extends MethodName> = Methods[M] extends { readonly output?: infer O }
  ? Exclude<O, undefined>
  : never;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
