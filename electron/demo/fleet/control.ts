import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { DemoServer } from '../http/server.ts';

const scope = z
  .strictObject({
    resource: z.string(),
    verb: z.string(),
    path: z.string(),
    namespace: z.string(),
    user: z.string(),
    probability: z.number().min(0).max(1),
    count: z.number().int().positive(),
  })
  .partial();

const bytes = z.number().int().positive();
const effect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), code: z.number().int(), retryAfter: z.number().int().optional() }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0), jitterMs: z.number().min(0).optional() }),
  z.strictObject({ kind: z.literal('drip'), bytesPerSecond: bytes }),
  z.strictObject({ kind: z.literal('stall'), afterBytes: z.number().int().min(0) }),
  z.strictObject({ kind: z.literal('truncate'), afterBytes: z.number().int().min(0), how: z.enum(['end', 'reset']) }),
  z.strictObject({ kind: z.literal('garbage') }),
  z.strictObject({ kind: z.literal('huge-line'), bytes }),
  z.strictObject({ kind: z.literal('expired') }),
  z.strictObject({ kind: z.literal('duplicate') }),
  z.strictObject({ kind: z.literal('reorder') }),
  z.strictObject({ kind: z.literal('end-watch') }),
]);

const SCHEMAS = {
  faults: z.strictObject({ effect, scope: scope.default({}) }),
  churn: z.strictObject({ perSecond: z.number().min(0).max(5_000) }),
  network: z.strictObject({ do: z.enum(['refuse', 'accept', 'drop', 'restart', 'silence']) }),
  certificate: z.strictObject({ variant: z.enum(['valid', 'expired', 'not-yet-valid', 'wrong-ca', 'wrong-name']) }),
  clock: z.strictObject({ skewMs: z.number() }),
  sign: z.strictObject({ user: z.string(), revoked: z.boolean() }),
  malformed: z.strictObject({
    kind: z.enum(['null-spec', 'huge-label', 'bidi', 'ansi', 'proto', 'big-configmap', 'all']),
  }),
  recreate: z.strictObject({ resource: z.string(), namespace: z.string(), name: z.string() }),
} as const;

/** Drops what an optional field of zod leaves as undefined. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T;

async function act(server: DemoServer, what: string, body: unknown): Promise<unknown> {
  switch (what) {
    case 'faults': {
      const input = SCHEMAS.faults.parse(body);
      const handle = server.faults.add(
        compact(input.effect) as Parameters<DemoServer['faults']['add']>[0],
        compact(input.scope) as Parameters<DemoServer['faults']['add']>[1],
      );
      return { id: handle.id };
    }
    case 'churn':
      server.setChurn(SCHEMAS.churn.parse(body).perSecond);
      return {};
    case 'network':
      await network(server, SCHEMAS.network.parse(body).do);
      return {};
    case 'certificate':
      await server.setCertificate(SCHEMAS.certificate.parse(body).variant);
      return {};
    case 'clock':
      server.setClockSkew(SCHEMAS.clock.parse(body).skewMs);
      return {};
    case 'sign': {
      const { user, revoked } = SCHEMAS.sign.parse(body);
      if (revoked) server.auth.revoke(user);
      else server.auth.allow(user);
      return {};
    }
    case 'malformed':
      return { made: server.makeMalformed(SCHEMAS.malformed.parse(body).kind) };
    case 'recreate': {
      const { resource, namespace, name } = SCHEMAS.recreate.parse(body);
      return { done: server.recreate(resource, namespace, name) };
    }
    default:
      return null;
  }
}

async function network(server: DemoServer, what: 'refuse' | 'accept' | 'drop' | 'restart' | 'silence'): Promise<void> {
  if (what === 'refuse') await server.refuse();
  else if (what === 'accept') await server.accept();
  else if (what === 'restart') await server.restart();
  else if (what === 'drop') server.dropConnections();
  else server.silence();
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : JSON.parse(text);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

async function answer(
  servers: ReadonlyMap<string, DemoServer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts = new URL(request.url ?? '/', 'http://control').pathname
    .split('/')
    .filter(Boolean)
    .map(decodeURIComponent);
  if (request.method === 'GET' && parts[0] === 'stats') {
    const all = [...servers].map(([name, server]) => [
      name,
      { ...server.stats.snapshot(), faults: server.faults.list() },
    ]);
    reply(response, 200, { memory: process.memoryUsage().rss, clusters: Object.fromEntries(all) });
    return;
  }
  const [root, context = '', what = ''] = parts;
  const server = servers.get(context);
  if (root !== 'clusters' || !server) {
    reply(response, 404, { error: `no such cluster: ${context}`, clusters: [...servers.keys()] });
  } else if (request.method === 'DELETE' && what === 'faults') {
    server.faults.clear();
    reply(response, 200, {});
  } else if (request.method === 'GET' && what === 'requests') {
    reply(response, 200, server.stats.records());
  } else if (request.method === 'POST') {
    const done = await act(server, what, await read(request));
    reply(
      response,
      done === null ? 404 : 200,
      done ?? { error: `no such action: ${what}`, actions: Object.keys(SCHEMAS) },
    );
  } else {
    reply(response, 404, { error: 'GET /stats, POST /clusters/<context>/<action>', actions: Object.keys(SCHEMAS) });
  }
}

/** The loopback endpoint by which developers and end-to-end tests make trouble. */
export async function startControl(
  servers: ReadonlyMap<string, DemoServer>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    // A page in a browser must not reach it: it sends an Origin, tools do not.
    if (request.headers.origin !== undefined) {
      reply(response, 403, { error: 'not for web pages' });
      return;
    }
    answer(servers, request, response).catch((error: unknown) => {
      reply(response, 400, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
