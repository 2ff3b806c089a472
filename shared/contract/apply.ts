import { z } from 'zod';
import { appMethod, clusterMethod } from './define.ts';

/** A field that somebody else manages, as the server's conflict names it. */
export interface ApplyConflict {
  readonly manager: string;
  readonly field: string;
}

export interface FieldCause {
  /** `spec.containers[0].image`. */
  readonly field: string;
  readonly message: string;
}

/** Which document of the text, and which object it is. */
export interface ApplyDocument {
  /** Place in the text, from 0; a List counts each of its items. */
  readonly index: number;
  /** Line of the text at which the document begins, from 1. */
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  /** KindInfo id, or empty while the cluster does not serve the kind. */
  readonly kindId: string;
  readonly namespace: string;
  readonly name: string;
}

export interface PlannedDocument extends ApplyDocument {
  /**
   * `waits`: its namespace or its kind is made by this very set, so that the server cannot be asked before. `conflict`: others manage
   * fields it sets to something else; only force takes them over.
   */
  readonly verdict: 'create' | 'change' | 'unchanged' | 'waits' | 'conflict' | 'refused';
  /** Why, where it is not self-evident: the server's own words. */
  readonly message: string;
  readonly conflicts: readonly ApplyConflict[];
  readonly causes: readonly FieldCause[];
  /** YAML as the server has it and as it would be; empty where there is none. Secret values are masked and marked where they differ. */
  readonly before: string;
  readonly after: string;
}

export interface ApplyPlan {
  /** In the order in which they are applied: namespaces, definitions, then as they stand in the text. */
  readonly documents: readonly PlannedDocument[];
}

export interface AppliedDocument extends ApplyDocument {
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'conflict' | 'refused';
  readonly message: string;
  readonly conflicts: readonly ApplyConflict[];
  readonly causes: readonly FieldCause[];
}

export interface ApplyResult {
  readonly documents: readonly AppliedDocument[];
}

/** One text or many documents, YAML or JSON. */
const set = {
  text: z.string().min(1),
  /** For documents of namespaced kinds that name none. */
  namespace: z.string().min(1).default('default'),
  /** Take over fields that others manage. */
  force: z.boolean().default(false),
};

/**
 * Server-side apply of many documents (field manager `portolan`). A text that cannot be read is `invalid` with its line and column,
 * before anything is asked; everything else is said per document.
 */
export const applyMethods = {
  /** What would happen, by the server's own dry run. Allowed on a read-only cluster. */
  'apply.plan': clusterMethod<ApplyPlan>()(set),
  /** Applies, one after another; a document that is refused does not keep the others back. One line in the log for each. */
  'apply.run': clusterMethod<ApplyResult>()({
    ...set,
    /** Only these, by `index`. */
    only: z.array(z.int().min(0)).optional(),
  }),
  /**
   * A text from an https address, read by the host: 4 MB and 15 s at most, five redirects. Addresses of this machine and of private
   * networks are refused (`forbidden`) unless `privateAddress` says that the user means it; redirects to them always are.
   */
  'apply.fetch': appMethod<{ readonly text: string; readonly url: string }>()({
    url: z.string().min(1).max(2_000),
    privateAddress: z.boolean().default(false),
  }),
} as const;
