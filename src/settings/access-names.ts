/** What the parts of an access to Cloudflare are called where they are set: in variables, or in headers of a call. */

export interface AccessNames {
  readonly token: string;
  /** Undefined where a Global API Key has no place of its own. */
  readonly key: string | undefined;
  readonly email: string;
  readonly accountId: string;
}

export const VARIABLE_NAMES: AccessNames = {
  token: 'CLOUDFLARE_API_TOKEN',
  key: 'CLOUDFLARE_API_KEY',
  email: 'CLOUDFLARE_EMAIL',
  accountId: 'CLOUDFLARE_ACCOUNT_ID',
};

export const HEADER_NAMES: AccessNames = {
  token: 'X-Cloudflare-API-Token',
  key: undefined,
  email: 'X-Cloudflare-Email',
  accountId: 'X-Cloudflare-Account-ID',
};
