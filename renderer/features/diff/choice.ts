/** One object to compare. */
export interface Chosen {
  readonly clusterId: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What the page compares; kept with the cluster whose page it is. */
export interface DiffChoice {
  readonly left: Chosen | null;
  readonly right: Chosen | 'last-applied' | null;
  readonly noise: boolean;
  readonly mode: 'split' | 'unified';
}

export const NOTHING_CHOSEN: DiffChoice = { left: null, right: null, noise: false, mode: 'split' };

const isText = (value: unknown): value is string => typeof value === 'string';

function checkChosen(value: unknown): Chosen | null {
  if (typeof value !== 'object' || value === null) return null;
  const { clusterId, kind, namespace, name } = value as Record<keyof Chosen, unknown>;
  const whole = isText(clusterId) && isText(kind) && isText(namespace) && isText(name);
  return whole ? { clusterId, kind, namespace, name } : null;
}

export function checkChoice(value: unknown): DiffChoice | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { left, right, noise, mode } = value as Record<keyof DiffChoice, unknown>;
  return {
    left: checkChosen(left),
    right: right === 'last-applied' ? right : checkChosen(right),
    noise: noise === true,
    mode: mode === 'unified' ? 'unified' : 'split',
  };
}
