/** The lists of hosts and web pages that may call over HTTP, as operators write them -> as browsers and clients send them. */
import { isIPv6 } from 'node:net';
import type { Findings } from './environment.ts';

/** Allows every host. */
export const ANY_HOST = '*';

/**
 * Names without scheme and port, in lower case and Punycode, as the header Host is compared.
 * @param written what stands between the commas.
 */
export function parseAllowedHosts(written: readonly string[], { problems, warnings }: Findings): string[] {
  return written.flatMap((item) => {
    if (item === ANY_HOST) return item;
    const url = hostUrl(item.replace(/^https?:\/\//i, ''));
    if (url === undefined) {
      problems.push(
        `MCP_HTTP_ALLOWED_HOSTS: "${item}" is not the name of a host. Write each name in full, such as mcp.example.com, or * for any.`,
      );
      return [];
    }
    if (/:\d+$/.test(hostPart(item))) {
      warnings.push(
        `MCP_HTTP_ALLOWED_HOSTS: the port of "${item}" is not compared, so ${url.hostname} is allowed with any port.`,
      );
    }
    return url.hostname.replace(/\.$/, '');
  });
}

/**
 * Origins (scheme, host and port, the port only where it is not the scheme's own), or bare host names, which stand for every
 * scheme and port.
 */
export function parseAllowedOrigins(written: readonly string[], { problems }: Findings): string[] {
  return written.flatMap((item) => {
    const isBare = !item.includes('://') && (!item.includes(':') || item.startsWith('['));
    const origin = isBare ? hostUrl(item)?.hostname : toOrigin(item);
    if (origin !== undefined) return origin;
    problems.push(
      `MCP_HTTP_ALLOWED_ORIGINS: "${item}" is not a web address as browsers send it, such as https://app.example.com or ` +
        'http://localhost:5173; a host name alone, such as app.example.com, allows every scheme and port.',
    );
    return [];
  });
}

/** `https://App.example.com:443/page` -> `https://app.example.com`; undefined for what is no such address. */
export function toOrigin(address: string): string | undefined {
  const url = address.includes('://') && URL.canParse(address) ? new URL(address) : undefined;
  // Not the URL's own `origin`, which is "null" for the pages of browser extensions.
  return url && isOneHost(url) ? `${url.protocol}//${url.host}` : undefined;
}

function hostUrl(name: string): URL | undefined {
  const address = `http://${isIPv6(name) ? `[${name}]` : name}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && isOneHost(url) ? url : undefined;
}

function isOneHost({ hostname, username }: URL): boolean {
  return hostname !== '' && username === '' && !hostname.includes('*');
}

function hostPart(item: string): string {
  return isIPv6(item) ? '' : item.replace(/^https?:\/\//i, '').replace(/[/?#].*$/s, '');
}
