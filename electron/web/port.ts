import type { SettingsPort } from '../core/ports.ts';
import type { WebServer } from './server.ts';

/**
 * Listens on the port that was asked for; else on the one kept from last time, because what a browser remembers belongs to host
 * and port; else, when that is taken, on any free one. A port asked for by name and taken is an error with a sentence.
 */
export async function listenSomewhere(
  server: Pick<WebServer, 'listen'>,
  asked: number | null,
  settings: SettingsPort,
): Promise<number> {
  if (asked !== null) return listenOn(server, asked);
  const kept = settings.get().webPort;
  if (kept !== null) {
    try {
      return await server.listen(kept);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  const port = await listenOn(server, 0);
  // Another program has the kept port now: the next start asks for it again, so that nothing a browser remembers is lost.
  if (kept === null) await settings.set({ webPort: port });
  return port;
}

async function listenOn(server: Pick<WebServer, 'listen'>, port: number): Promise<number> {
  try {
    return await server.listen(port);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new Error(
      `port ${port} is in use by another program. Choose another one with --port, or none for any free one.`,
    );
  }
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'EADDRINUSE' || error.code === 'EACCES';
}
