/** A Cloudflare credential out of a request's own headers, with the same detection by e-mail as in the environment. */
import type { IncomingHttpHeaders } from 'node:http';
import type { ConnectionOptions } from '../cloudflare/connection.ts';
import { Refusal } from '../refusal.ts';
import { ConfigError, readConfig } from '../settings/config.ts';

const HEADERS = {
  CLOUDFLARE_API_TOKEN: 'x-cloudflare-api-token',
  CLOUDFLARE_EMAIL: 'x-cloudflare-email',
  CLOUDFLARE_ACCOUNT_ID: 'x-cloudflare-account-id',
} as const;

/**
 * Only these three: where Cloudflare is, is never taken from a request.
 * @throws Refusal in terms of the headers.
 */
export function readRequestCredential(
  headers: IncomingHttpHeaders,
): Pick<ConnectionOptions, 'credential' | 'accountId'> {
  const env = Object.fromEntries(
    Object.entries(HEADERS).map(([variable, header]) => [variable, headers[header]?.toString()]),
  );
  try {
    const { credential, accountId } = readConfig(env);
    return { credential, accountId };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map(inHeaders).join(' ');
    throw new Refusal(
      `This server needs a Cloudflare credential with every call, in the headers X-Cloudflare-API-Token, X-Cloudflare-Email ` +
        `(only for a Global API Key) and X-Cloudflare-Account-ID. ${problems} Next: the platform that calls sends them.`,
    );
  }
}

/** A text about a setting of the credential, for those who send it in headers. */
export function inHeaders(text: string): string {
  if (!/CLOUDFLARE_(API_TOKEN|API_KEY|EMAIL|ACCOUNT_ID)/.test(text)) return text;
  return text
    .replaceAll('the person who runs this server', 'the person who set up the platform that calls')
    .replaceAll(/CLOUDFLARE_API_KEY or CLOUDFLARE_API_TOKEN/g, 'X-Cloudflare-API-Token')
    .replaceAll('CLOUDFLARE_API_TOKEN', 'X-Cloudflare-API-Token')
    .replaceAll('CLOUDFLARE_EMAIL', 'X-Cloudflare-Email')
    .replaceAll('CLOUDFLARE_ACCOUNT_ID', 'X-Cloudflare-Account-ID');
}
