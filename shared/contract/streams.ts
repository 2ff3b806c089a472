import { z } from 'zod';

/**
 * Byte streams a window may open, by name; each is about one cluster and ends with it or with the window. Input is checked where it
 * enters the host. What travels is said with each: bytes and control values of both directions.
 */
export const streams = {
  /**
   * Signs in with the kubeconfig's program in a terminal, for programs that want one. Bytes up are what a person types, bytes down what the
   * program shows; its standard output, the credential, is taken and never shown. Control up: `{columns, rows}`. Control down:
   * `{state: 'running'}` when the program starts. Ends when it has ended and the cluster has judged what it brought; with `conflict` when
   * another window has a terminal open for this cluster, `consent-required` when the program may not run yet, `unsupported` when
   * the context has no such program or this machine no terminal.
   */
  'auth.terminal': z.object({
    clusterId: z.string().min(1),
    columns: z.number().int().min(2).max(1000),
    rows: z.number().int().min(2).max(1000),
  }),
} as const;

export type StreamName = keyof typeof streams;
export type StreamInput<N extends StreamName> = z.input<(typeof streams)[N]>;

export const isStreamName = (name: string): name is StreamName => Object.hasOwn(streams, name);

/** `{columns, rows}` as a control value of a terminal. */
export const terminalSize = z.object({
  columns: z.number().int().min(2).max(1000),
  rows: z.number().int().min(2).max(1000),
});
