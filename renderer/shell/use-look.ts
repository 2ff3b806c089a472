import { useEffect } from 'react';
import { useApp } from '../data/hooks.ts';
import { applyLook, keepLook, rootLook } from '../theme/theme.ts';

/** Theme and density of the settings, on the page's root and kept for the next start's first paint. */
export function useLook(): void {
  const known = useApp((state) => state.info !== null);
  const theme = useApp((state) => state.settings.theme);
  const density = useApp((state) => state.settings.density);
  useEffect(() => {
    if (!known) return;
    const contrast = window.matchMedia('(prefers-contrast: more)');
    const apply = () => {
      const look = rootLook(theme, density, contrast.matches);
      applyLook(document.documentElement, look);
      keepLook(window.localStorage, look);
    };
    apply();
    contrast.addEventListener('change', apply);
    return () => contrast.removeEventListener('change', apply);
  }, [known, theme, density]);
}
