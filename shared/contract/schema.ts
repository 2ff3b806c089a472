import { z } from 'zod';
import { clusterMethod } from './define.ts';

/** One type of a server's OpenAPI v3 document, cut to what an editor needs. */
export interface SchemaNode {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  /** Of a map with free keys: its values' type. */
  readonly values?: SchemaNode;
  /** Name of a type in `KindSchema.types`. */
  readonly ref?: string;
  /** A number or a text: ports, percentages. */
  readonly intOrString?: true;
  /** Unknown fields are kept by the server: nothing below is checked. */
  readonly open?: true;
  readonly nullable?: true;
  /** A list whose items are told apart by these fields. */
  readonly keys?: readonly string[];
}

export interface KindSchema {
  /** Of the server's document; the same hash is the same schema. */
  readonly hash: string;
  /** The kind's own type in `types`. */
  readonly root: string;
  /** Every type that can be reached from the kind, by its name. */
  readonly types: Readonly<Record<string, SchemaNode>>;
}

export const schemaMethods = {
  /**
   * The schema of one kind, from the server's own OpenAPI v3, cached per cluster by the document's hash. `apiVersion` for another
   * version than the preferred one. `unsupported`: this server publishes none, or not for this kind.
   */
  'schema.get': clusterMethod<KindSchema>()({ kind: z.string().min(1), apiVersion: z.string().default('') }),
} as const;
