import { type App, dialog, type Session, shell, type WebContents } from 'electron';
import { PAGE_ORIGIN } from './page-file.ts';

/** Rules of `docs/security.md` that hold for every page this application ever shows. */
export function secureContents(app: App): void {
  app.on('web-contents-created', (_, contents) => guard(contents));
}

function guard(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!url.startsWith(`${PAGE_ORIGIN}/`)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openLink(url);
    return { action: 'deny' };
  });
}

/**
 * No page of ours needs the camera, the clipboard's content, notifications by the web or anything else of that list. One
 * exception: putting text on the clipboard, without which "Copy name" could not work; reading it stays denied.
 */
export function denyPermissions(session: Session): void {
  const allowed = (permission: string, origin: string): boolean =>
    permission === 'clipboard-sanitized-write' && origin.startsWith(PAGE_ORIGIN);
  session.setPermissionRequestHandler((contents, permission, callback) =>
    callback(allowed(permission, contents.getURL())),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
}

/** Opens a link in the system's browser: https only, after the person saw which host it leads to. */
export async function openLink(url: string): Promise<void> {
  if (!URL.canParse(url)) return;
  const target = new URL(url);
  if (target.protocol !== 'https:') return;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `Open ${target.host} in the browser?`,
    detail: target.href,
    buttons: ['Open link', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(target.href);
}
