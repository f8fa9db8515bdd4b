/** The environment as this server reads it: the variables it knows, and which values count as absent. */

/** All variables that this server reads; tests compare `.env.example` and the README with this list. */
export const VARIABLES = [
  'CLOUDFLARE_API_TOKEN',
  'CLOUDFLARE_API_TOKEN_FILE',
  'CLOUDFLARE_EMAIL',
  'CLOUDFLARE_API_KEY',
  'CLOUDFLARE_API_KEY_FILE',
  'CLOUDFLARE_ACCOUNT_ID',
  'CLOUDFLARE_BASE_URL',
  'CLOUDFLARE_STATUS_URL',
  'CLOUDFLARE_MCP_TOOLS',
  'LOG_LEVEL',
  'MCP_HTTP_HOST',
  'MCP_HTTP_PORT',
  'MCP_HTTP_TOKEN',
  'MCP_HTTP_TOKEN_FILE',
  'MCP_HTTP_ALLOWED_HOSTS',
  'MCP_HTTP_ALLOWED_ORIGINS',
  'MCP_HTTP_CALLS_PER_MINUTE',
  'MCP_HTTP_CALLS_AT_ONCE',
  'MCP_OAUTH_ISSUER',
  'MCP_OAUTH_AUDIENCE',
] as const;
export type Variable = (typeof VARIABLES)[number];

/** Messages for the person who configures the server: a problem stops the start, a warning does not. */
export interface Findings {
  readonly problems: string[];
  readonly warnings: string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function settingOf(env: Environment, name: Variable | (string & {})): string | undefined {
  return presentText(env[name]);
}

/** Undefined for what desktop hosts pass for an empty field: nothing, blanks, or the placeholder `${user_config.email}` itself. */
export function presentText(given: string | undefined): string | undefined {
  const text = given?.trim();
  return text === undefined || text === '' || /^\$\{[^}]*\}$/.test(text) ? undefined : text;
}

const CREDENTIALS: readonly Variable[] = [
  'CLOUDFLARE_API_TOKEN',
  'CLOUDFLARE_API_TOKEN_FILE',
  'CLOUDFLARE_API_KEY',
  'CLOUDFLARE_API_KEY_FILE',
];
/** They decide to which host a credential is sent, and in which header. */
const DESTINATIONS: readonly string[] = [
  'CLOUDFLARE_BASE_URL',
  'CLOUDFLARE_STATUS_URL',
  'CLOUDFLARE_EMAIL',
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/**
 * MCP hosts start this server in the folder of a project, and a cloned project may contain a `.env`. That file must not be
 * able to send a credential of the environment to a host of its choice.
 */
export function withDotenv(env: Environment, dotenv: Environment): Environment {
  const hasCredential = CREDENTIALS.some((name) => settingOf(env, name) !== undefined);
  const trusted = Object.entries(dotenv).filter(
    ([name]) => !hasCredential || ![...CREDENTIALS, ...DESTINATIONS].includes(name),
  );
  return { ...Object.fromEntries(trusted), ...env };
}
