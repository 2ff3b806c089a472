import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';
import { loginShellEnv } from '../core/auth/login-shell.ts';
import { stderrLog, systemClock } from '../core/host/node-ports.ts';
import { createHost } from '../core/host.ts';
import { SettingsStore } from '../core/settings/store.ts';
import type { Host, HostOptions } from '../core/types.ts';
import { version } from '../core/version.ts';
import { startUtilityProcess } from './engine-process.ts';
import { openLink } from './security.ts';

/** The core with what the desktop provides. The single-instance lock is held already: this is the settings' one writer. */
export async function startHost(options: {
  readonly settingsFolder: string;
  readonly discovery: HostOptions['discovery'];
  /** Folder of the bundles. */
  readonly dist: string;
}): Promise<Host> {
  const log = stderrLog(process.env);
  const settings = await SettingsStore.open({ folder: options.settingsFolder });
  return createHost(
    {
      hostKind: 'desktop',
      version,
      settings,
      log,
      openLink,
      // A desktop application has not the PATH of a terminal; sign-in plugins need it.
      env: await loginShellEnv({ env: process.env, platform: process.platform }),
      home: homedir(),
      clock: systemClock,
      random: Math.random,
    },
    {
      discovery: options.discovery,
      restore: true,
      allowExec: false,
      terminalCommand: [process.execPath, ...(app.isPackaged ? [] : [app.getAppPath()]), '--run-plugin'],
      demoCommand: [process.execPath, ...(app.isPackaged ? [] : [app.getAppPath()]), '--run-demo'],
      engineEntry: pathToFileURL(join(options.dist, 'engine.js')),
      startEngineProcess: startUtilityProcess,
    },
  );
}
