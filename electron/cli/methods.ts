import { z } from 'zod';
import { methods } from '../../shared/contract/index.ts';
import type { Output } from './output.ts';

/** `call --list`: every method with the JSON Schema of its input. */
export function printMethods(output: Output): void {
  const list = Object.entries(methods).map(([name, method]) => ({
    name,
    input: z.toJSONSchema(method.input, { io: 'input' }),
  }));
  output.line({ methods: list });
}
