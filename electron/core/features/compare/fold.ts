import type { FieldPath } from '../../../../shared/kube/noise.ts';
import { field, type JsonEntry, type JsonNode } from '../objects/lossless.ts';

export interface Folded {
  readonly node: JsonNode;
  /** Fields that were left out. */
  readonly count: number;
}

/** The object without the fields at these paths; maps that are empty without them go as well. */
export function without(node: JsonNode, paths: readonly FieldPath[]): Folded {
  let count = 0;
  const walk = (at: JsonNode, left: readonly FieldPath[]): JsonNode | null => {
    if (left.length === 0) return at;
    if (left.some((path) => path.length === 0)) {
      count += 1;
      return null;
    }
    const below = (step: string): readonly FieldPath[] =>
      left.filter(([first]) => first === step || first === '*').map((path) => path.slice(1));
    if (at.type === 'array') {
      return { type: 'array', items: at.items.flatMap((item, index) => walk(item, below(String(index))) ?? []) };
    }
    if (at.type !== 'object') return at;
    const entries = at.entries.flatMap((entry): JsonEntry[] => {
      const value = walk(entry.value, below(entry.key));
      return value === null ? [] : [{ key: entry.key, value }];
    });
    const emptied = at.entries.length > 0 && entries.length === 0 && at !== node;
    return emptied ? null : { type: 'object', entries };
  };
  return { node: walk(node, paths) ?? { type: 'object', entries: [] }, count };
}

const first = ['apiVersion', 'kind', 'metadata', 'type', 'spec', 'data'];
const rank = (key: string): number => (first.includes(key) ? first.indexOf(key) : first.length);
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Keys in one order, whatever server or hand wrote them; at the top as people write them. */
export function sorted(node: JsonNode, top = true): JsonNode {
  if (node.type === 'array') return { type: 'array', items: node.items.map((item) => sorted(item, false)) };
  if (node.type !== 'object') return node;
  const entries = node.entries
    .map(({ key, value }) => ({ key, value: sorted(value, false) }))
    .sort((a, b) => (top ? rank(a.key) - rank(b.key) : 0) || byName(a.key, b.key));
  return { type: 'object', entries };
}

/** Fields by which items of a list are told apart, the most telling first. */
const itemKeys = ['name', 'containerPort', 'port', 'mountPath', 'key', 'type', 'ip', 'topologyKey', 'uid'];

/**
 * Of `node` only what `shape` names as well: what a configuration sets, without the defaults and what others added. Items of lists
 * are paired by their names where they have some, by their places otherwise.
 */
export function limitedTo(node: JsonNode, shape: JsonNode): Folded {
  let count = 0;
  const walk = (at: JsonNode, by: JsonNode): JsonNode => {
    if (at.type === 'object' && by.type === 'object') {
      const entries = at.entries.flatMap(({ key, value }): JsonEntry[] => {
        const wanted = field(by, key);
        if (wanted !== undefined) return [{ key, value: walk(value, wanted) }];
        count += 1;
        return [];
      });
      return { type: 'object', entries };
    }
    if (at.type === 'array' && by.type === 'array')
      return { type: 'array', items: listItems(at.items, by.items, walk) };
    return at;
  };
  return { node: walk(node, shape), count };
}

function listItems(
  items: readonly JsonNode[],
  shapes: readonly JsonNode[],
  walk: (at: JsonNode, by: JsonNode) => JsonNode,
): readonly JsonNode[] {
  const key = itemKeys.find((name) => [...items, ...shapes].every((item) => field(item, name) !== undefined));
  const idOf = (item: JsonNode): string => JSON.stringify(key === undefined ? null : field(item, key));
  return items.map((item, index) => {
    const shape = key === undefined ? shapes[index] : shapes.find((one) => idOf(one) === idOf(item));
    return shape === undefined ? item : walk(item, shape);
  });
}
