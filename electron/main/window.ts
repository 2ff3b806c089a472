import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SettingsPort } from '../core/ports.ts';
import { PAGE_ORIGIN } from './protocol.ts';

/** surface-0 of both themes, so that the window never flashes white before the page painted. */
const BACKGROUND = { dark: '#0e1013', light: '#fcfdfe' };

/** Opens the window where it was last time, if that is still on a screen; its bounds are kept when it closes. */
export function openWindow(settings: SettingsPort, preload: string): BrowserWindow {
  const { window: last, theme } = settings.get();
  const dark = theme === 'dark' || theme === 'high-contrast' || (theme === 'system' && nativeTheme.shouldUseDarkColors);
  const window = new BrowserWindow({
    ...placed(last),
    minWidth: 900,
    minHeight: 600,
    show: false,
    backgroundColor: dark ? BACKGROUND.dark : BACKGROUND.light,
    titleBarStyle: process.platform === 'darwin' ? 'hiddenInset' : 'default',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // A hidden window must not fall behind: patches are paced by its acknowledgements.
      backgroundThrottling: false,
    },
  });
  if (last?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const maximized = window.isMaximized();
    void settings.set({ window: { ...window.getNormalBounds(), maximized } });
  });
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

type Bounds = { x?: number | undefined; y?: number | undefined; width: number; height: number };

function placed(last: Bounds | null): { x?: number; y?: number; width: number; height: number } {
  if (last === null) return { width: 1440, height: 900 };
  const { x, y, width, height } = last;
  if (x === undefined || y === undefined) return { width, height };
  const { workArea } = screen.getDisplayMatching({ x, y, width, height });
  const visible =
    x < workArea.x + workArea.width - 40 &&
    x + width > workArea.x + 40 &&
    y >= workArea.y - 8 &&
    y < workArea.y + workArea.height - 40;
  return visible ? { x, y, width, height } : { width, height };
}
