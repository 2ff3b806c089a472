/** The API server's own record of what it was asked (audit log): what a client really costs, counted at the server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const eventSchema = z.object({
  auditID: z.string(),
  verb: z.string(),
  requestURI: z.string(),
  userAgent: z.string().optional(),
  user: z.object({ username: z.string().optional() }),
  responseStatus: z.object({ code: z.number().optional() }).optional(),
  requestReceivedTimestamp: z.string(),
});

export interface AuditedRequest {
  /** `list`, `watch`, `get`, `create` …; not the HTTP method. */
  readonly verb: string;
  /** `/api/v1/pods` */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: string;
  readonly userAgent: string;
  /** HTTP status; a watch is recorded when its answer starts. */
  readonly status: number;
  /** Epoch ms of its arrival. */
  readonly at: number;
}

const logPath = (folder: string): string => join(folder, 'audit.log');

/** Writes the policy and gives the flags: every request once, when its answer is complete, watches when it starts. */
export async function auditFlags(folder: string): Promise<readonly string[]> {
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  };
  const path = join(folder, 'audit-policy.json');
  await writeFile(path, JSON.stringify(policy));
  return [`--audit-policy-file=${path}`, `--audit-log-path=${logPath(folder)}`];
}

export async function readAudit(folder: string): Promise<readonly AuditedRequest[]> {
  const lines = (await readFile(logPath(folder), 'utf8')).split('\n').filter((line) => line !== '');
  const told = new Set<string>();
  return lines.flatMap((line) => {
    const event = eventSchema.parse(JSON.parse(line));
    // A stream is told twice, at its start and at its end.
    if (told.has(event.auditID)) return [];
    told.add(event.auditID);
    const url = new URL(event.requestURI, 'https://localhost');
    return [
      {
        verb: event.verb,
        path: url.pathname,
        query: url.searchParams,
        user: event.user.username ?? '',
        userAgent: event.userAgent ?? '',
        status: event.responseStatus?.code ?? 0,
        at: Date.parse(event.requestReceivedTimestamp),
      },
    ];
  });
}
