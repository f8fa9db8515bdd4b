/** The environment -> one checked Config. Every problem is reported at once, with its variable and how to correct it. */

import { LOG_LEVELS, type LogLevel } from '../telemetry/log.ts';
import type { AccountAccess } from './credential.ts';
import { type Environment, type Findings, settingOf, type Variable } from './environment.ts';
import { type Proxies, parseProxies } from './proxies.ts';
import { loadAccess } from './secrets.ts';

/** What is configured whether or not the server has a credential of its own. */
export interface SharedConfig {
  readonly baseUrl: string;
  /** Cloudflare's status page; undefined where it is switched off. */
  readonly statusUrl: string | undefined;
  readonly proxies: Proxies;
  readonly logLevel: LogLevel;
  /** About settings that are probably wrong, but may be right. */
  readonly warnings: readonly string[];
}

export interface Config extends SharedConfig {
  readonly access: AccountAccess;
}

/** For the demo, whose account is embedded. */
export interface DemoConfig extends SharedConfig {
  readonly access: undefined;
}

export const BASE_URL_DEFAULT = 'https://api.cloudflare.com/client/v4';
export const STATUS_URL_DEFAULT = 'https://www.cloudflarestatus.com';

export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      [
        'cloudflare-incident-mcp cannot start:',
        ...problems.map((problem) => `  - ${problem}`),
        'Configuration is read from the environment, and from .env in the current folder.',
      ].join('\n'),
    );
    this.problems = problems;
  }

  /** Whether it is about the access to an account, which a demo does not need. */
  get isAboutAccess(): boolean {
    return this.problems.some((problem) => /CLOUDFLARE_(API_TOKEN|API_KEY|EMAIL|ACCOUNT_ID)/.test(problem));
  }
}

/**
 * Runs all loaders, so that whoever corrects the configuration sees all problems at once.
 * @throws ConfigError with the problems of all loaders.
 */
export function collectProblems<Loaders extends readonly (() => unknown)[]>(
  ...loaders: Loaders
): { [Each in keyof Loaders]: ReturnType<Loaders[Each]> } {
  const problems: string[] = [];
  const values = loaders.map((load) => {
    try {
      return load();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return values as { [Each in keyof Loaders]: ReturnType<Loaders[Each]> };
}

/** @throws ConfigError with every problem found. */
export function loadConfig(env: Environment): Config {
  const findings: Findings = { problems: [], warnings: [] };
  const access = loadAccess(env, findings);
  const shared = parseShared(env, findings);
  if (findings.problems.length > 0 || access === undefined) throw new ConfigError(findings.problems);
  return { access, ...shared };
}

/**
 * For a server whose callers send the credential.
 * @throws ConfigError with every problem found.
 */
export function parseSharedConfig(env: Environment): SharedConfig {
  const findings: Findings = { problems: [], warnings: [] };
  const shared = parseShared(env, findings);
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
  return shared;
}

/**
 * For the embedded account, where only the log level can be set.
 * @throws ConfigError
 */
export function parseDemoConfig(env: Environment): DemoConfig {
  const findings: Findings = { problems: [], warnings: [] };
  const logLevel = parseLogLevel(env, findings);
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  return {
    access: undefined,
    baseUrl: BASE_URL_DEFAULT,
    statusUrl: STATUS_URL_DEFAULT,
    proxies: { https: undefined, http: undefined, exceptions: undefined },
    logLevel,
    warnings: [],
  };
}

function parseShared(env: Environment, findings: Findings): SharedConfig {
  const baseUrl = parseUrl(env, 'CLOUDFLARE_BASE_URL', BASE_URL_DEFAULT, findings);
  const statusUrl = parseStatusUrl(env, findings);
  const proxies = parseProxies(env, findings);
  const logLevel = parseLogLevel(env, findings);
  warnOfIgnored(env, findings);
  return { baseUrl, statusUrl, proxies, logLevel, warnings: findings.warnings };
}

function parseStatusUrl(env: Environment, findings: Findings): string | undefined {
  if (settingOf(env, 'CLOUDFLARE_STATUS_URL')?.toLowerCase() === 'off') return undefined;
  return parseUrl(env, 'CLOUDFLARE_STATUS_URL', STATUS_URL_DEFAULT, findings);
}

function parseUrl(env: Environment, name: Variable, fallback: string, { problems }: Findings): string {
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

function parseLogLevel(env: Environment, { problems }: Findings): LogLevel {
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
}
