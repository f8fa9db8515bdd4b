/** Who reads an explanation. It decides who is asked to act, and what a setting is called. */
import { type AccessNames, HEADER_NAMES, VARIABLE_NAMES } from '../settings/access-names.ts';

/**
 * - `agent`: a model on a server that has its own credential. The person who runs that server can change it.
 * - `platform`: a model whose platform sends the credential in the headers of each call. It cannot set variables.
 * - `operator`: the person at the command line, who runs the server.
 */
export type Audience = 'agent' | 'platform' | 'operator';

export interface Wording {
  /** What the settings are called: variables or headers, or a description where the audience cannot set them. */
  readonly names: AccessNames & {
    readonly baseUrl: string;
    readonly statusUrl: string;
    readonly extraCertificates: string;
    readonly proxy: string;
  };
  /** @param step an imperative, such as "check it", for whoever supplies the credential. */
  changeCredential(step: string): string;
  /** @param step an imperative for whoever runs this server. */
  changeServer(step: string): string;
}

const SERVER_VARIABLES = {
  baseUrl: 'CLOUDFLARE_BASE_URL',
  statusUrl: 'CLOUDFLARE_STATUS_URL',
  extraCertificates: 'NODE_EXTRA_CA_CERTS',
  proxy: 'HTTPS_PROXY',
};
const askOperator = (step: string) => `ask the person who runs this server to ${step}`;

export const WORDING: Readonly<Record<Audience, Wording>> = {
  agent: {
    names: { ...VARIABLE_NAMES, ...SERVER_VARIABLES },
    changeCredential: askOperator,
    changeServer: askOperator,
  },
  platform: {
    names: {
      ...HEADER_NAMES,
      baseUrl: 'the base URL of this server',
      statusUrl: 'the status page URL of this server',
      extraCertificates: 'the extra certificates of this server',
      proxy: 'the proxy setting of this server',
    },
    changeCredential: (step) => `ask the person who set up the calling platform to ${step}`,
    changeServer: askOperator,
  },
  operator: {
    names: { ...VARIABLE_NAMES, ...SERVER_VARIABLES },
    changeCredential: (step) => step,
    changeServer: (step) => step,
  },
};
