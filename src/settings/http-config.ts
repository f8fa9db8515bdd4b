/** Environment and flags -> one checked HttpConfig: where `http` listens, and who may call it. */

import { CALLER_CALLS_AT_ONCE, CALLER_CALLS_PER_MINUTE, CALLER_TOKEN_CHARS_MIN } from '../limits/callers.ts';
import { parseAllowedHosts, parseAllowedOrigins } from './allowed-addresses.ts';
import { ConfigError, isLoopback, isSafeAddress } from './config.ts';
import { type Environment, type Findings, settingOf } from './environment.ts';
import { loadSecret } from './secrets.ts';

export interface HttpConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The callers' bearer tokens: several, so that they can be rotated. Empty: none is needed. */
  readonly tokens: readonly string[];
  readonly oauth: OAuthConfig | undefined;
  /** Host names without port, in addition to those of this machine; `*` allows any. */
  readonly allowedHosts: readonly string[];
  /** Web pages that may call: origins as browsers send them, or host names, which stand for every scheme and port. */
  readonly allowedOrigins: readonly string[];
  readonly callsPerMinute: number;
  readonly callsAtOnce: number;
  readonly warnings: readonly string[];
}

export interface OAuthConfig {
  readonly issuer: string;
  readonly audience: string;
}

export interface HttpFlags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
}

/** @throws ConfigError with every problem found. */
export function loadHttpConfig(env: Environment, flags: HttpFlags): HttpConfig {
  const findings: Findings = { problems: [], warnings: [] };
  const { problems, warnings } = findings;
  const host = flags.host ?? settingOf(env, 'MCP_HTTP_HOST') ?? '127.0.0.1';
  const port = parseCount(
    flags.port ?? settingOf(env, 'MCP_HTTP_PORT'),
    '--port / MCP_HTTP_PORT',
    3_000,
    0,
    65_535,
    findings,
  );
  const tokens = parseList(loadSecret(env, 'MCP_HTTP_TOKEN', 'MCP_HTTP_TOKEN_FILE', findings));
  const oauth = parseOAuth(env, findings);
  if (!isLoopback(host) && tokens.length === 0 && oauth === undefined) {
    problems.push(
      `Listening on ${host} would let anyone who reaches it read the Cloudflare account: set MCP_HTTP_TOKEN (for example the ` +
        'output of "openssl rand -hex 32"), or MCP_OAUTH_ISSUER and MCP_OAUTH_AUDIENCE, or listen on 127.0.0.1.',
    );
  }
  if (tokens.some((token) => !/^[\x21-\x7e]+$/.test(token))) {
    problems.push('MCP_HTTP_TOKEN holds characters that cannot be sent in a header.');
  }
  if (tokens.some((token) => token.length < CALLER_TOKEN_CHARS_MIN)) {
    problems.push(
      `MCP_HTTP_TOKEN is shorter than ${CALLER_TOKEN_CHARS_MIN} characters, so it can be guessed: use a long random one ` +
        '(for example the output of "openssl rand -hex 32").',
    );
  }
  const callsPerMinute = settingOf(env, 'MCP_HTTP_CALLS_PER_MINUTE');
  const callsAtOnce = settingOf(env, 'MCP_HTTP_CALLS_AT_ONCE');
  const config: HttpConfig = {
    host,
    port,
    tokens,
    oauth,
    allowedHosts: parseAllowedHosts(parseList(settingOf(env, 'MCP_HTTP_ALLOWED_HOSTS')), findings),
    allowedOrigins: parseAllowedOrigins(parseList(settingOf(env, 'MCP_HTTP_ALLOWED_ORIGINS')), findings),
    callsPerMinute: parseCount(
      callsPerMinute,
      'MCP_HTTP_CALLS_PER_MINUTE',
      CALLER_CALLS_PER_MINUTE,
      1,
      1_000_000,
      findings,
    ),
    callsAtOnce: parseCount(callsAtOnce, 'MCP_HTTP_CALLS_AT_ONCE', CALLER_CALLS_AT_ONCE, 1, 10_000, findings),
    warnings,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function parseOAuth(env: Environment, { problems }: Findings): OAuthConfig | undefined {
  const issuer = settingOf(env, 'MCP_OAUTH_ISSUER');
  const audience = settingOf(env, 'MCP_OAUTH_AUDIENCE');
  if (issuer === undefined && audience === undefined) return undefined;
  if (issuer === undefined || audience === undefined) {
    problems.push('MCP_OAUTH_ISSUER and MCP_OAUTH_AUDIENCE belong together: set both, or neither.');
    return undefined;
  }
  if (!isSafeAddress(issuer))
    problems.push('MCP_OAUTH_ISSUER must be an https address (http only to this machine).');
  if (!URL.canParse(audience)) {
    problems.push(
      'MCP_OAUTH_AUDIENCE must be the address of this server as callers know it, such as https://mcp.example.com/mcp.',
    );
  }
  return { issuer, audience };
}

function parseCount(
  text: string | undefined,
  name: string,
  fallback: number,
  min: number,
  max: number,
  { problems }: Findings,
): number {
  if (text === undefined) return fallback;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= min && count <= max) return count;
  problems.push(`${name} must be a whole number from ${min} to ${max}.`);
  return fallback;
}

function parseList(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((item) => item.trim() || []);
}
