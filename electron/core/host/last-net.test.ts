import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { catchStrays } from './last-net.ts';

/** A process with the net, in which strays are thrown; answers with its exit code and what it printed. */
async function run(body: string): Promise<{ code: number | null; out: string }> {
  const script = `
    import { catchStrays } from ${JSON.stringify(new URL('./last-net.ts', import.meta.url).href)};
    catchStrays(process, Date.now, (e) => console.log('reported ' + e.message), (e) => { console.log('gave up'); process.exit(3); });
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  return { code, out };
}

describe('the last net', () => {
  it('a fault in a callback and a rejection that nobody took are reported, and the process goes on', async () => {
    const { code, out } = await run(`
      setImmediate(() => { throw new Error('thrown'); });
      void Promise.reject(new Error('rejected'));
      setTimeout(() => console.log('still here'), 50);`);
    expect(out.split('\n').filter(Boolean).sort()).toEqual(['reported rejected', 'reported thrown', 'still here']);
    expect(code).toBe(0);
  });

  it('a program that does nothing but fail ends', async () => {
    const { code, out } = await run(`setInterval(() => { throw new Error('again'); }, 1);`);
    expect(out.match(/reported again/g)).toHaveLength(19);
    expect(out).toContain('gave up');
    expect(code).toBe(3);
  });

  it('old faults are forgiven, and nothing is heard after its end', () => {
    const strays = new EventEmitter();
    let now = 0;
    const seen: unknown[] = [];
    const end = catchStrays(
      strays,
      () => now,
      (error) => seen.push(error),
      () => seen.push('gave up'),
    );
    for (let i = 0; i < 30; i++) {
      now += 10_000;
      strays.emit('uncaughtException', i);
    }
    expect(seen).toHaveLength(30);
    end();
    expect(strays.listenerCount('uncaughtException') + strays.listenerCount('unhandledRejection')).toBe(0);
  });
});
