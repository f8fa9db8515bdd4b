/** Environment in, one checked Config out; every problem is said at once, with the variable and how to mend it. */

import { LOG_LEVELS, type LogLevel } from '../telemetry/log.ts';
import { type Credential, type Findings, HEX_32, readCredential } from './credential.ts';
import { type Environment, settingOf, type Variable } from './environment.ts';

export interface Config {
  readonly credential: Credential;
  /** Absent: the only account that the credential sees. */
  readonly accountId: string | undefined;
  readonly baseUrl: string;
  /** Cloudflare's status page; undefined where it is switched off. */
  readonly statusUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** Things that are probably wrong but may be right. */
  readonly warnings: readonly string[];
}

export const BASE_URL_DEFAULT = 'https://api.cloudflare.com/client/v4';
export const STATUS_URL_DEFAULT = 'https://www.cloudflarestatus.com';

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      [
        'cloudflare-incident-mcp cannot start:',
        ...problems.map((problem) => `  - ${problem}`),
        'Configuration is read from the environment, and from .env in the current folder.',
        'To look around without a Cloudflare account, add --demo.',
      ].join('\n'),
    );
    this.problems = problems;
  }
}

/** @throws ConfigError with the problems of all of them: whoever mends a configuration wants to know all at once. */
export function readAll<Read extends readonly (() => unknown)[]>(
  ...reads: Read
): { [Each in keyof Read]: ReturnType<Read[Each]> } {
  const problems: string[] = [];
  const values = reads.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return values as { [Each in keyof Read]: ReturnType<Read[Each]> };
}

/** What is left of a Config where the callers bring the credential. */
export type SharedConfig = Omit<Config, 'credential' | 'accountId'>;

/** @throws ConfigError with every problem found. */
export function readSharedConfig(env: Environment): SharedConfig {
  const findings: Findings = { problems: [], warnings: [] };
  const baseUrl = readUrl(env, 'CLOUDFLARE_BASE_URL', BASE_URL_DEFAULT, findings);
  const statusUrl = readStatusUrl(env, findings);
  const logLevel = readLogLevel(env, findings);
  warnOfIgnored(env, findings);
  for (const name of [
    'CLOUDFLARE_API_TOKEN',
    'CLOUDFLARE_API_TOKEN_FILE',
    'CLOUDFLARE_API_KEY',
    'CLOUDFLARE_EMAIL',
    'CLOUDFLARE_ACCOUNT_ID',
  ]) {
    if (settingOf(env, name) !== undefined) {
      findings.warnings.push(`${name} is not used: with --request-credentials each call brings its own.`);
    }
  }
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  return { baseUrl, statusUrl, logLevel, warnings: findings.warnings };
}

/** @throws ConfigError with every problem found. */
export function readConfig(env: Environment): Config {
  const findings: Findings = { problems: [], warnings: [] };
  const credential = readCredential(env, findings);
  const accountId = readAccountId(settingOf(env, 'CLOUDFLARE_ACCOUNT_ID'), findings);
  const baseUrl = readUrl(env, 'CLOUDFLARE_BASE_URL', BASE_URL_DEFAULT, findings);
  const statusUrl = readStatusUrl(env, findings);
  const logLevel = readLogLevel(env, findings);
  warnOfIgnored(env, findings);
  if (findings.problems.length > 0 || credential === undefined) throw new ConfigError(findings.problems);
  return { credential, accountId, baseUrl, statusUrl, logLevel, warnings: findings.warnings };
}

function readAccountId(text: string | undefined, { problems }: Findings): string | undefined {
  if (text !== undefined && !HEX_32.test(text)) {
    problems.push(
      'CLOUDFLARE_ACCOUNT_ID is not an account ID (32 hexadecimal digits). Find it on the account home of ' +
        'https://dash.cloudflare.com, in the address bar or under "Copy account ID"; or leave it out.',
    );
  }
  return text?.toLowerCase();
}

function readStatusUrl(env: Environment, findings: Findings): string | undefined {
  if (settingOf(env, 'CLOUDFLARE_STATUS_URL')?.toLowerCase() === 'off') return undefined;
  return readUrl(env, 'CLOUDFLARE_STATUS_URL', STATUS_URL_DEFAULT, findings);
}

function readUrl(env: Environment, name: Variable, fallback: string, { problems }: Findings): string {
  const text = settingOf(env, name);
  if (text === undefined) return fallback;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isSafeAddress(text) || /[?#@]/.test(text)) {
    problems.push(
      `${name} must be an https address (http only to this machine) without user, query or fragment; the default is ${fallback}.`,
    );
    return fallback;
  }
  return url.href.replace(/\/+$/, '');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** An address to which a secret may go: https, or http that does not leave this machine. */
export function isSafeAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

/** Also read on its own: a demo needs a log level and nothing else. */
export function readLogLevel(env: Environment, { problems }: Findings): LogLevel {
  const text = settingOf(env, 'LOG_LEVEL');
  if (text === undefined) return 'info';
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase());
  if (level === undefined) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.`);
  return level ?? 'info';
}

function warnOfIgnored(env: Environment, { warnings }: Findings): void {
  for (const name of ['CLOUDFLARE_CUSTOM_HEADERS', 'CLOUDFLARE_API_USER_SERVICE_KEY']) {
    if (settingOf(env, name) !== undefined) warnings.push(`${name} is set and ignored by this server.`);
  }
  const proxy = settingOf(env, 'HTTPS_PROXY') ?? settingOf(env, 'https_proxy');
  if (proxy !== undefined && (settingOf(env, 'NODE_USE_ENV_PROXY') === undefined || !canUseProxy())) {
    warnings.push(
      'HTTPS_PROXY is set, but Node uses it only with NODE_USE_ENV_PROXY=1, from Node 22.21 or 24.5 on; ' +
        `this is ${process.versions.node}.`,
    );
  }
}

function canUseProxy(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}
