import type { Settings } from '../../../shared/settings.ts';
import { useData } from '../../data/context.tsx';
import { useApp } from '../../data/hooks.ts';
import { reportFailure } from '../open-context.ts';

/** The settings and how to change some of them; a refusal is said in words. */
export function useSettings(): readonly [Settings, (values: Partial<Settings>) => void] {
  const data = useData();
  const settings = useApp((state) => state.settings);
  return [settings, (values) => reportFailure(data, data.actions.setSettings(values), null)];
}
