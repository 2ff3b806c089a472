import manifest from '../../package.json' with { type: 'json' };

/** The application's version, from package.json: one place. */
export const version: string = manifest.version;
