/** Connects a real MCP client, of every kind that agents use, to a real server on the simulator, in one process. */
import { spawn } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import type { Client as ClientV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { inject, onTestFinished } from 'vitest';
import { Cloudflare } from '../src/cloudflare/cloudflare.ts';
import { Connection } from '../src/cloudflare/connection.ts';
import type { Timing } from '../src/cloudflare/http/timing.ts';
import { StatusPageClient } from '../src/cloudflare/status-page.ts';
import { createServer } from '../src/server/server.ts';
import { BASE_URL_DEFAULT, STATUS_URL_DEFAULT } from '../src/settings/config.ts';
import type { Credential } from '../src/settings/credential.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample/account.ts';
import { createSimulator, type Fault, type Simulator } from '../src/simulator/simulator.ts';
import type { World } from '../src/simulator/world/world.ts';
import { createLog } from '../src/telemetry/log.ts';
import type { Tool } from '../src/tool.ts';
import { CLIENTS, type ClientKind, newClient } from './mcp-client.ts';

export { CLIENTS, type ClientKind };

export interface Setting {
  readonly client?: ClientKind;
  readonly world?: World;
  readonly faults?: Fault[];
  readonly latencyMs?: number;
  /** Time-outs and delays of requests to Cloudflare; by default, retries come at once. */
  readonly timing?: Partial<Timing>;
  readonly credential?: Credential;
  /** null: none is configured. */
  readonly accountId?: string | null;
  /** null: the status page is switched off. */
  readonly statusUrl?: string | null;
  /** How many requests the host should get at once; by default as over HTTP/2. */
  readonly requestsAtOnce?: number;
  /** The part of the catalogue that is served; by default all of it. */
  readonly tools?: readonly Tool[];
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
  /** The requests (path and query) since the last call of this function, in order. */
  asked(): string[];
  close(): Promise<void>;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  onprogress?(progress: { progress: number; total?: number; message?: string }): void;
}

/** Retries come at once, and requests are not spread over seconds, so that no test waits in real time. */
export const WITHOUT_DELAY: Partial<Timing> = { retryDelayMs: 1, startsPerSecond: Number.POSITIVE_INFINITY };

export const token = (secret: string): Credential => ({ kind: 'api_token', token: secret });

function reach(setting: Setting) {
  const { world = sampleWorld(new Date()), faults = [], latencyMs = 0 } = setting;
  const simulator = createSimulator({ world, faults, latencyMs });
  const { fetch } = simulator;
  const { statusUrl = STATUS_URL_DEFAULT, requestsAtOnce } = setting;
  const timing = { ...WITHOUT_DELAY, ...setting.timing };
  const connection = new Connection({
    credential: setting.credential ?? token(DEMO_API_TOKEN),
    accountId: setting.accountId === null ? undefined : (setting.accountId ?? DEMO_ACCOUNT_ID),
    baseUrl: BASE_URL_DEFAULT,
    fetch,
    timing,
    requestsAtOnce: requestsAtOnce === undefined ? undefined : () => requestsAtOnce,
    statusPage: statusUrl === null ? undefined : new StatusPageClient(statusUrl, fetch, timing.bodyTimeoutMs),
  });
  return { simulator, connection };
}

/** What a tool gets in its context, for tests of the code below the tools. */
export function cloudflareOn(setting: Setting = {}): { cloudflare: Cloudflare; simulator: Simulator } {
  const { simulator, connection } = reach(setting);
  const { signal } = new AbortController();
  // As the server does: each request under way listens to it.
  setMaxListeners(0, signal);
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  return { cloudflare: new Cloudflare(connection, call), simulator };
}

export async function connect(setting: Setting = {}): Promise<Session> {
  const { simulator, connection } = reach(setting);
  const log: string[] = [];
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const server = serveStdio(
    () =>
      createServer({
        log: createLog('debug', [], (line) => log.push(line)),
        tools: setting.tools,
        loadTools: setting.tools && (async () => setting.tools ?? []),
        audience: 'agent',
        openCall: () => ({ connection, close: () => undefined }),
      }),
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

/** Like `connect`, but closed when the test ends. */
export async function open(setting: Setting = {}): Promise<Session> {
  const session = await connect(setting);
  onTestFinished(() => session.close());
  return session;
}

/** Opens the sample account as it is at this time, with a change. */
export function openSampleAt(now: Date, change: (world: World) => void = () => undefined): Promise<Session> {
  const world = sampleWorld(now);
  change(world);
  return open({ world });
}

/** The sample account, where no token has these permissions. */
export function worldWithout(...permissions: string[]): World {
  const world = sampleWorld(new Date());
  for (const credential of world.credentials) {
    if (credential.kind === 'global_api_key') continue;
    credential.permissions = credential.permissions.filter((each) => !permissions.includes(each));
  }
  return world;
}

/** A row of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields its tool answers with.
export type Row = Record<string, any>;

const PAGES_MAX = 2_000;

/** Every page of a list, cursor by cursor. */
export async function walk(
  session: Session,
  tool: string,
  input: Record<string, unknown>,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  let cursor: string | undefined;
  do {
    const page = await session.call(tool, cursor === undefined ? input : { ...input, cursor });
    if (page.isError) throw new Error(page.text);
    pages.push(page);
    cursor = page.structured.next_cursor;
  } while (cursor !== undefined && pages.length < PAGES_MAX);
  return pages;
}

/** @returns the path of the program as it was built for these tests. */
export function builtProgram(): string {
  const program = inject('program');
  if (program === undefined) throw new Error('This project of vitest.config.ts builds no program.');
  return program;
}

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end in a folder and with an environment of its own; nothing is on its stdin. */
export async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd: string = tmpdir(),
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
