/**
 * The program between a pseudo-terminal and a credential plugin: `runner CHANNEL PROGRAM [ARG…]`. It starts the plugin, argv only,
 * with this terminal as its input and error output, and sends its standard output over the channel. It ends as the plugin ends.
 */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';

export function runPlugin(argv: readonly string[]): void {
  const [channel = '', program = '', ...args] = argv;
  // Ctrl+C is for the plugin: it is in the terminal's group as well, and this one ends with it.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTSTP'] as const) {
    if (process.platform !== 'win32') process.on(signal, () => {});
  }
  const out = connect(channel);
  out.once('error', (error) => {
    process.stderr.write(`Portolan's channel is not there: ${error.message}\n`);
    process.exit(126);
  });
  out.once('connect', () => {
    const child = spawn(program, args, { stdio: ['inherit', 'pipe', 'inherit'], shell: false, windowsHide: true });
    child.stdout.pipe(out);
    child.once('error', (error) => {
      process.stderr.write(`${program} could not be started: ${error.message}\n`);
      out.end(() => process.exit(127));
    });
    child.once('close', (code) => {
      const end = (): never => process.exit(code ?? 1);
      if (out.writableFinished || out.destroyed) end();
      else out.once('close', end);
    });
  });
}
