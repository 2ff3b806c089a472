/** How the chosen theme and density reach the page: three attributes on the root, read by `tokens.css` alone. */
export type ThemeChoice = 'system' | 'light' | 'dark' | 'high-contrast';
export type Density = 'compact' | 'comfortable';

export interface RootLook {
  readonly theme: 'light' | 'dark' | null;
  readonly contrast: 'more' | null;
  readonly density: Density;
}

/** `system` and `high-contrast` leave light or dark to the system; a system that asks for more contrast gets it with `system`. */
export function rootLook(choice: ThemeChoice, density: Density, systemWantsContrast: boolean): RootLook {
  return {
    theme: choice === 'light' || choice === 'dark' ? choice : null,
    contrast: choice === 'high-contrast' || (choice === 'system' && systemWantsContrast) ? 'more' : null,
    density,
  };
}

/** Row height in CSS pixels; the same numbers as `--row-h`. */
export function rowHeightOf(density: Density): number {
  return density === 'comfortable' ? 34 : 28;
}

function setAttribute(root: HTMLElement, name: string, value: string | null): void {
  if (value === null) root.removeAttribute(name);
  else root.setAttribute(name, value);
}

export function applyLook(root: HTMLElement, look: RootLook): void {
  setAttribute(root, 'data-theme', look.theme);
  setAttribute(root, 'data-contrast', look.contrast);
  setAttribute(root, 'data-density', look.density);
}

const KEPT = 'portolan.look';

/** The last look is kept in this browser, so that the first paint has it before the settings arrive. */
export function restoreLook(root: HTMLElement, storage: Storage): void {
  const [theme, contrast, density] = (storage.getItem(KEPT) ?? '').split(' ');
  applyLook(root, {
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    contrast: contrast === 'more' ? 'more' : null,
    density: density === 'comfortable' ? 'comfortable' : 'compact',
  });
}

export function keepLook(storage: Storage, look: RootLook): void {
  storage.setItem(KEPT, `${look.theme ?? '-'} ${look.contrast ?? '-'} ${look.density}`);
}
