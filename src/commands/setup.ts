/** What every command works with: a way to Cloudflare, or to the embedded account, a credential for it, and a log. */

import { catalog, chooseTools } from '../catalog.ts';
import { Connection } from '../cloudflare/connection.ts';
import type { SharedOptions } from '../cloudflare/connection-pool.ts';
import { type Fetch, fetchOverNetwork } from '../cloudflare/http/client.ts';
import { StatusPageReader } from '../cloudflare/status-page.ts';
import type { Session } from '../server/call-tool.ts';
import { definitionsOf } from '../server/definitions.ts';
import {
  BASE_URL_DEFAULT,
  ConfigError,
  readAll,
  readConfig,
  readLogLevel,
  readSharedConfig,
  STATUS_URL_DEFAULT,
} from '../settings/config.ts';
import { type Credential, type Findings, secretOf } from '../settings/credential.ts';
import { type Environment, settingOf } from '../settings/environment.ts';
import { createLog, type Log, type LogLevel } from '../telemetry/log.ts';
import type { Observer } from '../telemetry/observer.ts';
import { TOOL_GROUPS } from '../tool.ts';

export interface SetupOptions {
  readonly env: Environment;
  readonly isDemo: boolean;
  readonly observer?: Observer | undefined;
  /** More that must never stand in a log line: the callers' bearer tokens. */
  readonly secrets?: readonly string[];
  writeLog(line: string): void;
}

/** Where the answers come from. */
interface Reach {
  readonly baseUrl: string;
  readonly statusUrl: string | undefined;
  readonly fetch: Fetch;
}

export interface Setup {
  readonly session: Session;
  /** For the start-up line: the way of authentication and the account, never the secret. */
  readonly described: { readonly auth: string; readonly account: string };
}

/**
 * With the server's own credential, for every command but an `http` that gets them from its callers.
 * @throws ConfigError
 */
export async function setUp({ env, isDemo, observer, secrets = [], writeLog }: SetupOptions): Promise<Setup> {
  const [read, tools] = readSettings({ env, isDemo }, readConfig);
  const config = read ? { ...read, fetch: fetchOverNetwork } : await demoConfig(env);
  const { credential, accountId } = config;
  const log = openLog(config, [secretOf(credential), ...secrets], writeLog);
  const connection = new Connection({ credential, accountId, ...toShared(config, observer) });
  return {
    session: { log, observer, tools, connect: () => connection },
    described: {
      auth: isDemo ? 'demo: no credential, no network' : describe(credential),
      account: accountId ?? 'the only one that the credential sees',
    },
  };
}

/**
 * Without a credential: the callers bring theirs.
 * @throws ConfigError
 */
export async function setUpShared(
  options: SetupOptions,
): Promise<{ shared: SharedOptions; log: Log; tools: Session['tools'] }> {
  const { env, isDemo, observer, secrets = [], writeLog } = options;
  const [read, tools] = readSettings({ env, isDemo }, readSharedConfig);
  const config = read ? { ...read, fetch: fetchOverNetwork } : await demoConfig(env);
  const log = openLog(config, secrets, writeLog);
  return { shared: toShared(config, observer), log, tools };
}

/**
 * @returns undefined for a demo, which has its own; and the tools to serve.
 * @throws ConfigError with every problem found.
 */
export function readSettings<Settings>(
  { env, isDemo }: Pick<SetupOptions, 'env' | 'isDemo'>,
  read: (env: Environment) => Settings,
): [Settings | undefined, Session['tools']] {
  return readAll(
    () => (isDemo ? undefined : read(env)),
    () => readTools(env),
  );
}

/**
 * @throws ConfigError for a word that names no tool.
 * @throws Error for a tool without a definition: at the start, not when a client asks for the list.
 */
function readTools(env: Environment): Session['tools'] {
  definitionsOf(catalog);
  const { tools, unknown } = chooseTools(settingOf(env, 'CLOUDFLARE_MCP_TOOLS'));
  if (unknown.length === 0 && tools.length > 0) return tools;
  const known = [...TOOL_GROUPS, ...catalog.map(({ name }) => name)].join(', ');
  throw new ConfigError([
    `CLOUDFLARE_MCP_TOOLS names ${unknown.length > 0 ? `what is no tool: ${unknown.join(', ')}` : 'no tool'}. Known are ${known}.`,
  ]);
}

function toShared({ baseUrl, statusUrl, fetch }: Reach, observer: Observer | undefined): SharedOptions {
  return {
    baseUrl,
    fetch,
    observer,
    statusPage: statusUrl === undefined ? undefined : new StatusPageReader(statusUrl, fetch),
  };
}

/** The embedded account: loaded only here, for it is as large as the rest of the program. */
async function demoConfig(env: Environment) {
  const findings: Findings = { problems: [], warnings: [] };
  const logLevel = readLogLevel(env, findings);
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  const [{ createSimulator }, { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld }] = await Promise.all([
    import('../simulator/simulator.ts'),
    import('../simulator/sample/account.ts'),
  ]);
  const { fetch } = createSimulator({ world: sampleWorld(new Date()) });
  const credential: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
  return {
    credential,
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    statusUrl: STATUS_URL_DEFAULT,
    fetch,
    logLevel,
    warnings: [],
  };
}

function openLog(
  { logLevel, warnings }: { logLevel: LogLevel; warnings: readonly string[] },
  secrets: readonly string[],
  writeLog: (line: string) => void,
): Log {
  const log = createLog(logLevel, secrets, writeLog);
  for (const warning of warnings) log.warn(warning);
  return log;
}

function describe(credential: Credential): string {
  return credential.kind === 'api_token'
    ? 'API token (Authorization: Bearer)'
    : 'Global API Key (X-Auth-Key, X-Auth-Email)';
}
