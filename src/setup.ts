/** What every command works with: a connection to Cloudflare, or to the embedded account, and a log. */
import { Connection } from './cloudflare/connection.ts';
import { BASE_URL_DEFAULT, type Config, ConfigError, readConfig, readLogLevel } from './config.ts';
import type { Credential, Findings } from './credential.ts';
import type { Environment } from './environment.ts';
import { createLog, type Log } from './log.ts';

export interface Setup {
  readonly connection: Connection;
  readonly log: Log;
  /** For the start-up line: the way of authentication and the account, never the secret. */
  readonly described: { readonly auth: string; readonly account: string };
}

/** @throws ConfigError */
export function setUp(env: Environment, writeLog: (line: string) => void): Setup {
  const config: Config = readConfig(env);
  const { credential, accountId, baseUrl, logLevel } = config;
  const secret = credential.kind === 'api_token' ? credential.token : credential.key;
  const log = createLog(logLevel, [secret], writeLog);
  for (const warning of config.warnings) log.warn(warning);
  return {
    connection: new Connection({ credential, accountId, baseUrl, fetch: globalThis.fetch }),
    log,
    described: { auth: describe(credential), account: accountId ?? 'the only one that the credential sees' },
  };
}

/** The embedded account: loaded only here, for it is as large as the rest of the program. */
export async function setUpDemo(env: Environment, writeLog: (line: string) => void): Promise<Setup> {
  const findings: Findings = { problems: [], warnings: [] };
  const logLevel = readLogLevel(env, findings);
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  const [{ createSimulator }, { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld }] = await Promise.all([
    import('./simulator/simulator.ts'),
    import('./simulator/sample-account.ts'),
  ]);
  const { fetch } = createSimulator({ world: sampleWorld(new Date()) });
  const credential = { kind: 'api_token', token: DEMO_API_TOKEN } as const;
  return {
    connection: new Connection({ credential, accountId: DEMO_ACCOUNT_ID, baseUrl: BASE_URL_DEFAULT, fetch }),
    log: createLog(logLevel, [DEMO_API_TOKEN], writeLog),
    described: { auth: 'demo: no credential, no network', account: DEMO_ACCOUNT_ID },
  };
}

function describe(credential: Credential): string {
  return credential.kind === 'api_token'
    ? 'API token (Authorization: Bearer)'
    : 'Global API Key (X-Auth-Key, X-Auth-Email)';
}
