import { UsageError } from './args.ts';

/** The input as it was typed: JSON, on the command line or (`-`) on stdin; nothing is an empty object. */
export async function readInput(text: string | null): Promise<unknown> {
  const json = text === '-' ? await readStdin() : text;
  if (json === null || json.trim() === '') return {};
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new UsageError(`The input is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
