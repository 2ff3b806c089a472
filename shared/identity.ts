/**
 * Who a cluster is, everywhere in the product.
 *
 * A cluster is one context of one kubeconfig file: `clusterId` is `<file part>:<context>`. The file part is the base name of the
 * file, or the shortest distinguishing path when another file of that name was known first. `:` and `%` in it are
 * percent-encoded, so that every id splits one way only; the context is the rest, verbatim, whatever it contains.
 */

export interface ClusterIdentity {
  readonly clusterId: string;
  /** The context's name, as written in the kubeconfig. */
  readonly clusterName: string;
}

const encodeFilePart = (part: string): string => part.replaceAll('%', '%25').replaceAll(':', '%3A');
const decodeFilePart = (part: string): string => part.replaceAll('%3A', ':').replaceAll('%25', '%');

/** Joins a file part (not encoded, e.g. `team-a/config`) and a context name to a clusterId. */
export function makeClusterId(filePart: string, context: string): string {
  return `${encodeFilePart(filePart)}:${context}`;
}

/** Splits a clusterId; `null` when it is not one (no `:`, or an empty file part). */
export function parseClusterId(clusterId: string): { readonly filePart: string; readonly context: string } | null {
  const at = clusterId.indexOf(':');
  if (at <= 0) return null;
  return { filePart: decodeFilePart(clusterId.slice(0, at)), context: clusterId.slice(at + 1) };
}
