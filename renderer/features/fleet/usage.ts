/** Cores as a person reads them: `0.42`, `12.4`, `1,204`. */
export function coresText(cores: number): string {
  if (cores < 10) return cores.toFixed(2);
  return cores < 100 ? cores.toFixed(1) : Math.round(cores).toLocaleString('en-US');
}

const UNITS = ['B', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'] as const;

/** Bytes in kubectl's units: `512 Mi`, `48.1 Gi`. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const percentText = (used: number, capacity: number): string =>
  capacity <= 0 ? '' : `${Math.round((used / capacity) * 100)} %`;
