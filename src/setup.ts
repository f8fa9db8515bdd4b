/** What every command works with: a way to Cloudflare, or to the embedded account, a credential for it, and a log. */
import type { Session } from './ask.ts';
import { Connection, type ConnectionOptions } from './cloudflare/connection.ts';
import { BASE_URL_DEFAULT, ConfigError, readConfig, readLogLevel, readSharedConfig } from './config.ts';
import type { Credential, Findings } from './credential.ts';
import type { Environment } from './environment.ts';
import { createLog, type Log, type LogLevel } from './log.ts';
import type { Observer } from './observer.ts';

export interface SetupOptions {
  readonly env: Environment;
  readonly isDemo: boolean;
  readonly observer?: Observer | undefined;
  /** More that must never stand in a log line: the callers' bearer tokens. */
  readonly secrets?: readonly string[];
  writeLog(line: string): void;
}

/** What connections of several credentials share. */
export type Upstream = Pick<ConnectionOptions, 'baseUrl' | 'fetch' | 'observer'>;

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
  const config = isDemo ? await demoConfig(env) : { ...readConfig(env), fetch: globalThis.fetch };
  const { credential, accountId } = config;
  const secret = credential.kind === 'api_token' ? credential.token : credential.key;
  const log = openLog(config, [secret, ...secrets], writeLog);
  const connection = new Connection({
    credential,
    accountId,
    baseUrl: config.baseUrl,
    fetch: config.fetch,
    observer,
  });
  return {
    session: { log, observer, connect: () => connection },
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
export async function setUpShared(options: SetupOptions): Promise<{ upstream: Upstream; log: Log }> {
  const { env, isDemo, observer, secrets = [], writeLog } = options;
  const config = isDemo ? await demoConfig(env) : { ...readSharedConfig(env), fetch: globalThis.fetch };
  const log = openLog(config, secrets, writeLog);
  return { upstream: { baseUrl: config.baseUrl, fetch: config.fetch, observer }, log };
}

/** The embedded account: loaded only here, for it is as large as the rest of the program. */
async function demoConfig(env: Environment) {
  const findings: Findings = { problems: [], warnings: [] };
  const logLevel = readLogLevel(env, findings);
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  const [{ createSimulator }, { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld }] = await Promise.all([
    import('./simulator/simulator.ts'),
    import('./simulator/sample-account.ts'),
  ]);
  const { fetch } = createSimulator({ world: sampleWorld(new Date()) });
  const credential: Credential = { kind: 'api_token', token: DEMO_API_TOKEN };
  return { credential, accountId: DEMO_ACCOUNT_ID, baseUrl: BASE_URL_DEFAULT, fetch, logLevel, warnings: [] };
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
