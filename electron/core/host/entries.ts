import { fileURLToPath } from 'node:url';

/** Where the other programs of this build are, as a host needs them. */
export interface Entries {
  readonly engine: URL;
  readonly demoCommand: readonly string[];
  readonly terminalCommand: readonly string[];
}

/**
 * Beside a shell's own file: bundled (`dist/cli.js`) they are its neighbours, from source (`electron/cli/main.ts`) they are in
 * their rooms. `shell` is the shell's `import.meta.url`.
 */
export function entriesOf(shell: string): Entries {
  const source = shell.endsWith('.ts');
  const engine = new URL(source ? '../engine/main.ts' : './engine.js', shell);
  const demo = new URL(source ? '../demo/main.ts' : './demo.js', shell);
  const runner = new URL(source ? '../core/auth/terminal/runner-main.ts' : './terminal.js', shell);
  const node = (entry: URL): readonly string[] => [process.execPath, fileURLToPath(entry)];
  return { engine, demoCommand: node(demo), terminalCommand: node(runner) };
}
