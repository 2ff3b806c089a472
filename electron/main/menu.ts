import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The system's menu. Keys that belong to the page (`Ctrl/Cmd+W` closes a cluster, `Ctrl/Cmd+R` refreshes it) must not be
 * taken here: Electron's default menu would close the window and reload the page instead.
 */
export function installMenu(platform: NodeJS.Platform): void {
  const application: MenuItemConstructorOptions[] =
    platform === 'darwin'
      ? [
          {
            role: 'appMenu',
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              { role: 'quit' },
            ],
          },
        ]
      : [{ label: 'File', submenu: [{ role: 'quit' }] }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...application,
      {
        label: 'Edit',
        submenu: [
          { role: 'undo' },
          { role: 'redo' },
          { type: 'separator' },
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' },
        ],
      },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
        ],
      },
      { label: 'Window', submenu: [{ role: 'minimize' }, { role: 'zoom' }] },
    ]),
  );
}
