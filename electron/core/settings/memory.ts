import { PortolanError } from '../../../shared/errors.ts';
import { type Settings, settingsSchema } from '../../../shared/settings.ts';
import type { SettingsPort } from '../ports.ts';

/** Merges top-level keys and checks the result; `invalid` names the wrong field. */
export function mergeSettings(current: Settings, values: Partial<Settings>): Settings {
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(settingsSchema.shape, key));
  if (unknown !== undefined) throw new PortolanError('invalid', `There is no setting called "${unknown}".`);
  const result = settingsSchema.safeParse({ ...current, ...values });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined ? 'settings' : issue.path.map(String).join('.');
  throw new PortolanError(
    'invalid',
    `The setting "${field}" cannot take this value: ${issue?.message ?? 'wrong shape'}.`,
  );
}

/** Settings that are never written: the command line and the demo. `set` is seen by this run only. */
export class MemorySettings implements SettingsPort {
  readonly problems: readonly string[];
  readonly #listeners = new Set<(settings: Settings) => void>();
  #current: Settings;

  constructor(initial: Settings, problems: readonly string[] = []) {
    this.#current = initial;
    this.problems = problems;
  }

  get(): Settings {
    return this.#current;
  }

  async set(values: Partial<Settings>): Promise<Settings> {
    this.#current = mergeSettings(this.#current, values);
    for (const listener of [...this.#listeners]) listener(this.#current);
    return this.#current;
  }

  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
