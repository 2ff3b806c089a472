import { PortolanError } from '../../../shared/errors.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../../shared/settings.ts';
import { errorCode, readIfThere, setAside } from './durable-file.ts';

export const SETTINGS_FILE = 'settings.json';

/** `extra`: top-level keys of a newer version, kept so that going back and forth between versions loses nothing. */
export interface SettingsContent {
  readonly settings: Settings;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface LoadedSettings extends SettingsContent {
  /** One sentence for each thing found wrong. */
  readonly problems: readonly string[];
  /** The content came from the backup (or is new): the main file should be written again. */
  readonly restored: boolean;
}

type Attempt =
  | { readonly type: 'ok'; readonly content: SettingsContent }
  | { readonly type: 'missing' }
  /** `unreadable`: the system refused; `broken`: read, but not settings. */
  | { readonly type: 'unreadable' | 'broken'; readonly reason: string };

function parseSettings(text: string): SettingsContent {
  const raw: unknown = JSON.parse(text);
  const settings = settingsSchema.parse(raw);
  const known = new Set(Object.keys(settingsSchema.shape));
  const extra = Object.fromEntries(Object.entries(raw as object).filter(([key]) => !known.has(key)));
  return { settings, extra };
}

export function formatSettings(content: SettingsContent): Buffer {
  return Buffer.from(`${JSON.stringify({ ...content.extra, ...content.settings }, null, 2)}\n`);
}

async function attempt(path: string): Promise<Attempt> {
  let bytes: Buffer | null;
  try {
    bytes = await readIfThere(path);
  } catch (error) {
    return { type: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  if (bytes === null) return { type: 'missing' };
  try {
    return { type: 'ok', content: parseSettings(bytes.toString('utf8')) };
  } catch (error) {
    return { type: 'broken', reason: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  if (error instanceof Error && error.name === 'ZodError' && 'issues' in error && Array.isArray(error.issues)) {
    const issue: { path?: readonly PropertyKey[]; message?: string } | undefined = error.issues[0];
    return `"${(issue?.path ?? []).map(String).join('.')}": ${issue?.message ?? 'wrong shape'}`;
  }
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

/**
 * Reads the settings of `path`, falling back to `<path>.bak`, then to the defaults; never throws. With `repair` a broken file
 * is kept as `<path>.corrupt-<time>`; without it (the command line, which writes nothing) it stays where it is.
 */
export async function loadSettings(path: string, repair: boolean, now: number): Promise<LoadedSettings> {
  const main = await attempt(path);
  if (main.type === 'ok') return { ...main.content, problems: [], restored: false };
  const backup = await attempt(`${path}.bak`);
  if (main.type === 'missing' && backup.type === 'missing')
    return { settings: defaultSettings, extra: {}, problems: [], restored: false };

  const problems: string[] = [];
  if (main.type === 'missing') problems.push(`The settings file ${path} was missing.`);
  else problems.push(await describeBroken(path, main, repair, now));
  if (backup.type === 'ok') {
    problems.push(`The last good copy of the settings was used (${path}.bak).`);
    return { ...backup.content, problems, restored: true };
  }
  if (backup.type !== 'missing') problems.push(`The backup ${path}.bak could not be used either: ${backup.reason}.`);
  problems.push('The settings start from their defaults.');
  return { settings: defaultSettings, extra: {}, problems, restored: false };
}

async function describeBroken(
  path: string,
  main: Extract<Attempt, { readonly reason: string }>,
  repair: boolean,
  now: number,
): Promise<string> {
  const what = `The settings file ${path} ${main.type === 'broken' ? 'is not valid' : 'could not be read'}: ${main.reason}`;
  if (!repair) return `${what}.`;
  try {
    const kept = await setAside(path, new Date(now).toISOString().replaceAll(/[:.]/g, '-'));
    return `${what}. It was kept as ${kept}.`;
  } catch (error) {
    return `${what}. It could not be set aside (${errorCode(error) || String(error)}).`;
  }
}

/** Says what the disk refused, and that nothing was lost. */
export function writeFailure(path: string, error: unknown): PortolanError {
  const code = errorCode(error);
  const why: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'your disk quota is used up',
    EROFS: 'the disk is read-only',
    EACCES: 'this account may not write there',
    EPERM: 'this account may not write there',
    ENOENT: 'the folder is gone',
  };
  const reason = why[code] ?? (error instanceof Error ? error.message : String(error));
  return new PortolanError(
    'internal',
    `The settings could not be saved to ${path}: ${reason}. The earlier values stay.`,
    {
      cause: error,
      ...(code === '' ? {} : { detail: code }),
    },
  );
}
