/** The proxies through which Cloudflare is reached, from the variables that curl and most programs read. */
import { type Environment, type Findings, settingOf } from './environment.ts';

export interface Proxies {
  /** For https addresses, with user and password where the proxy wants them. */
  readonly https: string | undefined;
  /** For http addresses, and for https where `https` is missing. */
  readonly http: string | undefined;
  /** Hosts that are reached directly, comma-separated. */
  readonly exceptions: string | undefined;
}

/** In the order in which they count. */
const HTTPS = ['https_proxy', 'HTTPS_PROXY'];
const HTTP = ['http_proxy', 'HTTP_PROXY'];
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'];

export function parseProxies(env: Environment, findings: Findings): Proxies {
  return {
    https: parseProxy(env, HTTPS, findings),
    http: parseProxy(env, HTTP, findings),
    exceptions: firstOf(env, EXCEPTIONS)?.[1],
  };
}

function firstOf(env: Environment, names: readonly string[]): [string, string] | undefined {
  for (const name of names) {
    const text = settingOf(env, name);
    if (text !== undefined) return [name, text];
  }
  return undefined;
}

/** A problem never shows the value, because it may hold a password. */
function parseProxy(env: Environment, names: readonly string[], { problems }: Findings): string | undefined {
  const [name, text] = firstOf(env, names) ?? [];
  if (text === undefined || isProxyUrl(text)) return text;
  problems.push(
    `${name} must be the whole URL of an HTTP proxy, with its scheme, such as http://proxy.example:3128. ` +
      'Special characters in user and password must be percent-encoded.',
  );
  return undefined;
}

function isProxyUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}
