/** A real MCP client on a real server on the simulator, in one process; every kind of client that agents carry. */
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Connection } from '../src/cloudflare/connection.ts';
import { BASE_URL_DEFAULT } from '../src/config.ts';
import type { Credential } from '../src/credential.ts';
import { createLog } from '../src/log.ts';
import { createServer } from '../src/server.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample-account.ts';
import { createSimulator, type Fault, type Simulator } from '../src/simulator/simulator.ts';
import type { World } from '../src/simulator/world.ts';

export const CLIENTS = ['v2 at 2026-07-28', 'v2 legacy', 'v1'] as const;
export type ClientKind = (typeof CLIENTS)[number];

export interface Setting {
  readonly client?: ClientKind;
  readonly world?: World;
  readonly faults?: Fault[];
  readonly latencyMs?: number;
  readonly credential?: Credential;
  /** null: none is configured. */
  readonly accountId?: string | null;
}

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields its tool answers with.
  readonly structured: any;
}

export interface Session {
  readonly simulator: Simulator;
  readonly log: string[];
  readonly client: ClientV1 | ClientV2;
  call(tool: string, input?: Record<string, unknown>, options?: CallOptions): Promise<Answer>;
  /** Paths with queries, in the order asked, since the last time this was called. */
  asked(): string[];
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  onprogress?(progress: { progress: number; total?: number; message?: string }): void;
}

export const token = (secret: string): Credential => ({ kind: 'api_token', token: secret });

export async function connect(setting: Setting = {}): Promise<Session> {
  const { world = sampleWorld(new Date()), faults = [], latencyMs = 0 } = setting;
  const simulator = createSimulator({ world, faults, latencyMs });
  const accountId = setting.accountId === null ? undefined : (setting.accountId ?? DEMO_ACCOUNT_ID);
  const credential = setting.credential ?? token(DEMO_API_TOKEN);
  const connection = new Connection({
    credential,
    accountId,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const log: string[] = [];
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = serveStdio(
    () =>
      createServer(
        connection,
        createLog('debug', [], (line) => log.push(line)),
      ),
    { transport: serverSide },
  );
  const client = newClient(setting.client ?? 'v2 at 2026-07-28');
  await client.connect(clientSide as never);
  let askedBefore = 0;
  return {
    simulator,
    log,
    client,
    async call(name, input = {}, options = {}) {
      const params = { name, arguments: input };
      const result =
        client instanceof ClientV1
          ? await client.callTool(params, undefined, options)
          : await client.callTool(params, options);
      const content = result.content as { text: string }[];
      return {
        isError: result.isError === true,
        text: content.map(({ text }) => text).join('\n'),
        structured: result.structuredContent,
      };
    },
    asked() {
      const recent = simulator.requests.slice(askedBefore);
      askedBefore = simulator.requests.length;
      return recent.map(({ path, query }) =>
        query.size > 0 ? `${path}?${decodeURIComponent(query.toString())}` : path,
      );
    },
    async close() {
      await client.close();
      await server.close();
    },
  };
}

function newClient(kind: ClientKind): ClientV1 | ClientV2 {
  const info = { name: 'tests', version: '1.0.0' };
  if (kind === 'v1') return new ClientV1(info);
  const mode = kind === 'v2 legacy' ? 'legacy' : { pin: '2026-07-28' };
  return new ClientV2(info, { versionNegotiation: { mode } } as never);
}
