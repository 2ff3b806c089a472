import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, WholeCharacters } from './characters.ts';
import { decodeFrame, encodeFrame } from './frames.ts';
import { StreamPeer, WINDOW_BYTES } from './peer.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('characters', () => {
  it('are never cut, wherever a text is broken and in whatever pieces it comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(7), { minLength: 1 }), (text, sizes) => {
        const whole = new WholeCharacters();
        const bytes = bytesOf(text);
        let said = '';
        for (let at = 0, n = 0; at < bytes.length; n++) {
          const size = (sizes[n % sizes.length] ?? 0) + 1;
          said += textOf(whole.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(said + textOf(whole.flush())).toBe(text);
      }),
    );
  });

  it('bytes that are no text are held for a character at most, and all arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), (pieces) => {
        const whole = new WholeCharacters();
        const out = [...pieces.map((piece) => whole.push(piece)), whole.flush()].flatMap((piece) => [...piece]);
        expect(out).toEqual(pieces.flatMap((piece) => [...piece]));
      }),
    );
    expect(cutAt(new Uint8Array(10).fill(0x80), 4)).toBe(4);
    expect(cutAt(bytesOf('aaé'), 3)).toBe(2);
  });
});

it('frames are what they were; anything else is none', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.jsonValue(), (bytes, value) => {
      expect(decodeFrame(encodeFrame({ type: 'data', bytes }))).toEqual({ type: 'data', bytes });
      const control = decodeFrame(encodeFrame({ type: 'control', value }));
      expect(control).toEqual({ type: 'control', value: JSON.parse(JSON.stringify(value)) });
    }),
  );
  expect(decodeFrame(encodeFrame({ type: 'credit', bytes: 70_000 }))).toEqual({ type: 'credit', bytes: 70_000 });
  const error = { code: 'conflict', message: 'Taken.' } as const;
  expect(decodeFrame(encodeFrame({ type: 'end', error }))).toEqual({ type: 'end', error });
  expect(decodeFrame(new Uint8Array())).toBeNull();
  expect(decodeFrame(Uint8Array.of(9, 1))).toBeNull();
  expect(decodeFrame(Uint8Array.of(2, 0x7b))).toBeNull();
});

/** Two ends over a wire of its own turn of the loop. */
function pair() {
  let inFlight = 0;
  let most = 0;
  const ends: { a?: StreamPeer; b?: StreamPeer } = {};
  const wire = (to: 'a' | 'b') => ({
    send: (frame: Uint8Array) => {
      inFlight += frame.length;
      most = Math.max(most, inFlight);
      setImmediate(() => {
        inFlight -= frame.length;
        ends[to]?.receive(frame);
      });
    },
    close: () => setImmediate(() => ends[to]?.wireClosed()),
  });
  const a = new StreamPeer(wire('b'));
  const b = new StreamPeer(wire('a'));
  Object.assign(ends, { a, b });
  return { a, b, most: () => most };
}

describe('a stream', () => {
  it('a slow reader slows its writer: no more than a window is under way, and nothing is lost', async () => {
    const { a, b, most } = pair();
    const text = 'ä€😀x'.repeat(200_000);
    const gate = Promise.withResolvers<void>();
    let read = '';
    b.onData(async (bytes) => {
      await gate.promise;
      // Throws on half a character.
      read += textOf(bytes);
    });
    let written = false;
    const done = a.write(bytesOf(text)).then(() => {
      written = true;
    });
    for (let n = 0; n < 50; n++) await turn();
    expect(written).toBe(false);
    expect(most()).toBeLessThan(WINDOW_BYTES + 1024);
    gate.resolve();
    await done;
    const ended = new Promise((resolve) => b.onEnd(resolve));
    a.end();
    expect(await ended).toBeNull();
    expect(read === text).toBe(true);
  });

  it('ends once, with its reason, and what waited to be written hears of it', async () => {
    const { a, b } = pair();
    const waiting = a.write(new Uint8Array(WINDOW_BYTES * 2));
    const told: unknown[] = [];
    a.onEnd((error) => told.push(error));
    b.end({ code: 'conflict', message: 'Taken.' });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await turn();
    a.wireClosed();
    expect(told).toEqual([{ code: 'conflict', message: 'Taken.' }]);
    await expect(a.write(bytesOf('x'))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('a peer that sends what it may not is cut off', async () => {
    const sent: Uint8Array[] = [];
    const peer = new StreamPeer({ send: (frame) => void sent.push(frame), close: () => {} });
    const errors: unknown[] = [];
    peer.onEnd((error) => errors.push(error));
    for (let n = 0; n < 9; n++) peer.receive(encodeFrame({ type: 'data', bytes: new Uint8Array(32 * 1024) }));
    await turn();
    expect(errors).toMatchObject([{ code: 'invalid' }]);
  });
});
