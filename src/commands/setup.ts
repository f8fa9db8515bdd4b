/** Makes from the settings what every command works with: a connection to Cloudflare or to the embedded account, and a log. */

import { Connection } from '../cloudflare/connection.ts';
import type { UpstreamOptions } from '../cloudflare/connection-pool.ts';
import type { Fetch } from '../cloudflare/http/fetch.ts';
import { HttpClient } from '../cloudflare/http/http-client.ts';
import { StatusPageClient } from '../cloudflare/status-page.ts';
import type { Audience } from '../server/audience.ts';
import type { CallerContext } from '../server/call-tool.ts';
import { chooseTools, LISTED_TOOLS } from '../server/listed-tools.ts';
import { loadCatalog } from '../server/load-catalog.ts';
import {
  type Config,
  ConfigError,
  collectProblems,
  type DemoConfig,
  loadConfig,
  parseDemoConfig,
  parseSharedConfig,
  type SharedConfig,
} from '../settings/config.ts';
import { type AccountAccess, type Credential, secretOf } from '../settings/credential.ts';
import { type Environment, settingOf } from '../settings/environment.ts';
import { createLog, LOG_LEVELS, type Log } from '../telemetry/log.ts';
import type { Observer } from '../telemetry/observer.ts';
import { TOOL_GROUPS, type ToolFacts } from '../tool.ts';

export interface StartOptions {
  readonly env: Environment;
  readonly isDemo: boolean;
  writeLog(line: string): void;
}

/** The environment, read once. */
export interface Settings {
  readonly config: Config | DemoConfig;
  /** The tools to serve. */
  readonly tools: readonly ToolFacts[];
}

/** The same, for a server whose callers send the credential. */
export interface SharedSettings {
  readonly config: SharedConfig;
  readonly tools: readonly ToolFacts[];
  readonly isDemo: boolean;
}

export interface SetupOptions {
  readonly audience: Audience;
  readonly observer?: Observer | undefined;
  /** Further secrets that must never appear in the log: the callers' bearer tokens. */
  readonly secrets?: readonly string[];
  writeLog(line: string): void;
  /** For a command that a person reads: says a warning of the settings, which otherwise is a line of the log. */
  warn?(sentence: string): void;
}

export interface Setup {
  readonly caller: CallerContext;
  readonly connection: Connection;
  /** Prepares for the first question: loads the tools, and connects to Cloudflare without sending anything. */
  prepare(): Promise<unknown>;
  /** For the start-up line: the kind of credential and the account, never the secret. */
  readonly described: { readonly auth: string; readonly account: string };
}

export interface SharedSetup {
  readonly upstream: UpstreamOptions;
  readonly log: Log;
  readonly tools: readonly ToolFacts[];
}

/** The way to Cloudflare, or to the embedded account, which has no connections. */
interface Network {
  readonly fetch: Fetch;
  readonly requestsAtOnce?: () => number;
  connect?(): Promise<void>;
}

type SettingsSource = Pick<StartOptions, 'env' | 'isDemo'>;

/** @throws ConfigError with every problem found. */
export function loadSettings(source: SettingsSource): Settings {
  return loadWithTools(source, loadConfig);
}

/** @throws ConfigError with every problem found. */
export function parseSharedSettings(source: SettingsSource): SharedSettings {
  return { ...loadWithTools(source, parseSharedConfig), isDemo: source.isDemo };
}

function loadWithTools<Loaded>({ env, isDemo }: SettingsSource, load: (env: Environment) => Loaded) {
  const [config, tools] = collectProblems(
    () => (isDemo ? parseDemoConfig(env) : load(env)),
    () => parseTools(env),
  );
  return { config, tools };
}

/** For every command, except an `http` whose callers send the credential. */
export async function setUp({ config, tools }: Settings, options: SetupOptions): Promise<Setup> {
  const { audience, observer, secrets = [] } = options;
  const isDemo = config.access === undefined;
  const { access, network } = isDemo
    ? await loadDemo()
    : { access: config.access, network: openNetwork(config) };
  const { credential, accountId } = access;
  const log = openLog(config, [secretOf(credential), ...secrets], options);
  const connection = new Connection({ ...access, ...upstreamOf(config, network, observer) });
  const openCall = () => ({ connection, close: () => undefined });
  let isPrepared = false;
  const prepare = () => {
    if (!isPrepared) void network.connect?.().catch(() => undefined);
    isPrepared = true;
    return loadCatalog();
  };
  return {
    // A question that comes before anything is prepared: to connect takes longer than to load the tools.
    caller: { log, audience, observer, tools, openCall, loadTools: prepare },
    connection,
    prepare,
    described: {
      auth: isDemo ? 'demo: no credential, no network' : describe(credential),
      account: accountId ?? 'the only one that the credential sees',
    },
  };
}

/** For an `http` whose callers send the credential. */
export async function setUpShared(
  { config, tools, isDemo }: SharedSettings,
  options: Omit<SetupOptions, 'audience'>,
): Promise<SharedSetup> {
  const { observer, secrets = [] } = options;
  const network = isDemo ? (await loadDemo()).network : openNetwork(config);
  const log = openLog(config, secrets, options);
  return { upstream: upstreamOf(config, network, observer), log, tools };
}

/** @throws ConfigError for a word that is the name of no tool or group. */
function parseTools(env: Environment): readonly ToolFacts[] {
  const { tools, unknown } = chooseTools(settingOf(env, 'CLOUDFLARE_MCP_TOOLS'));
  if (unknown.length === 0 && tools.length > 0) return tools;
  const known = [...TOOL_GROUPS, ...LISTED_TOOLS.map(({ name }) => name)].join(', ');
  const problem = unknown.length > 0 ? `has unknown names: ${unknown.join(', ')}` : 'names no tool';
  throw new ConfigError([`CLOUDFLARE_MCP_TOOLS ${problem}. Known are ${known}.`]);
}

function upstreamOf(
  { baseUrl, statusUrl }: SharedConfig,
  { fetch, requestsAtOnce }: Network,
  observer: Observer | undefined,
): UpstreamOptions {
  const statusPage = statusUrl === undefined ? undefined : new StatusPageClient(statusUrl, fetch);
  return { baseUrl, fetch, requestsAtOnce, observer, statusPage };
}

function openNetwork({ baseUrl, proxies }: SharedConfig): Network {
  const client = new HttpClient({ proxies });
  return {
    fetch: client.fetch,
    requestsAtOnce: () => client.requestsAtOnce(baseUrl),
    connect: () => client.connect(`${baseUrl}/`),
  };
}

/** The embedded account. It is as large as the rest of the program, so it is loaded only here. */
async function loadDemo(): Promise<{ access: AccountAccess; network: Network }> {
  const [{ createSimulator }, { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld }] = await Promise.all([
    import('../simulator/simulator.ts'),
    import('../simulator/sample/account.ts'),
  ]);
  const { fetch } = createSimulator({ world: sampleWorld(new Date()) });
  const credential: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
  return { access: { credential, accountId: DEMO_ACCOUNT_ID }, network: { fetch } };
}

function openLog(
  { logLevel, warnings }: SharedConfig,
  secrets: readonly string[],
  { writeLog, warn }: Pick<SetupOptions, 'writeLog' | 'warn'>,
): Log {
  const log = createLog(logLevel, secrets, writeLog);
  const isWanted = LOG_LEVELS.indexOf(logLevel) <= LOG_LEVELS.indexOf('warn');
  for (const warning of warnings) {
    if (warn === undefined) log.warn(warning);
    else if (isWanted) warn(warning);
  }
  return log;
}

function describe(credential: Credential): string {
  return credential.kind === 'api_token'
    ? 'API token (Authorization: Bearer)'
    : 'Global API Key (X-Auth-Key, X-Auth-Email)';
}
