import { BrowserWindow, nativeTheme, screen } from 'electron';
import Store from 'electron-store';
import { PAGE_ORIGIN } from './page-file.ts';

/** surface-0 of both themes, so that the window never flashes white before the page painted. */
const BACKGROUND = { dark: '#0e1013', light: '#fcfdfe' };

interface WindowState {
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  readonly maximized: boolean;
}

/**
 * Where the window stood belongs to this shell alone, and losing it harms nobody: electron-store keeps it, apart from the
 * settings, whose store promises more than it can (a synced file and a last good copy).
 */
const openState = (): Store<WindowState> =>
  new Store<WindowState>({ name: 'window', defaults: { bounds: null, maximized: false }, clearInvalidConfig: true });

/** Opens the window where it was last time, if that is still on a screen; its bounds are kept when it closes. */
export function openWindow(preload: string): BrowserWindow {
  const state = openState();
  const dark = nativeTheme.shouldUseDarkColors;
  const window = new BrowserWindow({
    ...placed(state.get('bounds')),
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
  if (state.get('maximized')) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    state.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

function placed(last: WindowState['bounds']): { x?: number; y?: number; width: number; height: number } {
  if (last === null) return { width: 1440, height: 900 };
  const { x, y, width, height } = last;
  const { workArea } = screen.getDisplayMatching(last);
  const onScreen =
    x < workArea.x + workArea.width - 40 &&
    x + width > workArea.x + 40 &&
    y >= workArea.y - 8 &&
    y < workArea.y + workArea.height - 40;
  return onScreen ? { x, y, width, height } : { width, height };
}
