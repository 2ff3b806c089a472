// Flips Electron's fuses in the packaged program and reads them back: a package whose switches are not as said does not leave.
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

const wanted = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
};

const programName = {
  darwin: (name) => `${name}.app`,
  win32: (name) => `${name}.exe`,
  linux: (_name, packager) => packager.executableName,
};

/** electron-builder's hook, after the files are in place and before anything is signed. */
export default async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const name = programName[electronPlatformName](packager.appInfo.productFilename, packager);
  const program = join(appOutDir, name);
  await flipFuses(program, { version: FuseVersion.V1, resetAdHocDarwinSignature: true, ...wanted });
  const wire = await getCurrentFuseWire(program);
  for (const [fuse, on] of Object.entries(wanted)) {
    const expected = on ? FuseState.ENABLE : FuseState.DISABLE;
    if (wire[fuse] !== expected) throw new Error(`Fuse ${FuseV1Options[fuse]} is not ${on ? 'on' : 'off'} in ${name}.`);
  }
}
