/** Cloudflare's official SDK, cut down to the resources that are read here and given our way of sending. */
import type { BaseCloudflare } from 'cloudflare/client';
import { APIPromise } from 'cloudflare/core/api-promise';
import { PagePromise } from 'cloudflare/core/pagination';
import { BaseAccounts } from 'cloudflare/resources/accounts/accounts';
import { BaseAudit } from 'cloudflare/resources/accounts/logs/audit';
import { BaseTokens as BaseAccountTokens } from 'cloudflare/resources/accounts/tokens/tokens';
import { BaseHistoryResource } from 'cloudflare/resources/alerting/history';
import { BaseCustomCertificates } from 'cloudflare/resources/custom-certificates/custom-certificates';
import { BaseDNSSECResource } from 'cloudflare/resources/dns/dnssec/dnssec';
import { BaseRecords } from 'cloudflare/resources/dns/records';
import { BaseHealthchecks } from 'cloudflare/resources/healthchecks/healthchecks';
import { BaseLoadBalancers } from 'cloudflare/resources/load-balancers/load-balancers';
import { BaseHealth as BasePoolHealth } from 'cloudflare/resources/load-balancers/pools/health';
import { BasePools } from 'cloudflare/resources/load-balancers/pools/pools';
import { BaseCertificatePacks } from 'cloudflare/resources/ssl/certificate-packs/certificate-packs';
import { BaseSettings as BaseUniversalSsl } from 'cloudflare/resources/ssl/universal/settings';
import { BaseTokens as BaseUserTokens } from 'cloudflare/resources/user/tokens/tokens';
import { BaseUser } from 'cloudflare/resources/user/user';
import { BaseCloudflared } from 'cloudflare/resources/zero-trust/tunnels/cloudflared/cloudflared';
import { BaseSettings as BaseZoneSettings } from 'cloudflare/resources/zones/settings';
import { BaseZones } from 'cloudflare/resources/zones/zones';
import { createClient } from 'cloudflare/tree-shakable';
import type { Answer } from './http/request.ts';

export type CloudflareApi = ReturnType<typeof createApi>;
type Asked = Parameters<BaseCloudflare['request']>[0];

/**
 * Made anew for each tool call, so that whatever is asked through it belongs to that call; hence cheap.
 * @param sendRequest authenticates, bounds and retries; the SDK is told to do none of that.
 */
export function createApi(
  baseUrl: string,
  sendRequest: (url: string, method: string, body?: string) => Promise<Answer>,
) {
  const client: BaseCloudflare = createClient({
    baseURL: baseUrl,
    // The credential never enters the SDK, which would mix it with others from the environment.
    apiToken: null,
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    maxRetries: 0,
    // Its logger writes to stdout, which belongs to the protocol.
    logLevel: 'off',
    resources: [],
  });
  // The whole of the SDK's own sending is left out: headers that are dropped, its time-outs, its retries.
  const answerTo = async (asked: Asked) => {
    const options = await asked;
    const { method, path, query, body } = options;
    const url = client.buildURL(path, query as Record<string, unknown> | undefined);
    const answer = await sendRequest(url, method.toUpperCase(), textOf(body));
    return { ...UNUSED, response: toResponse(answer), options };
  };
  client.request = <Body>(options: Asked) => new APIPromise<Body>(client, answerTo(options));
  client.requestAPIList = (Page, options) => new PagePromise(client, answerTo(options), Page);
  // Where the SDK has them; `resources` puts them there too, at many times the cost.
  return {
    client,
    accounts: Object.assign(new BaseAccounts(client), {
      logs: { audit: new BaseAudit(client) },
      tokens: new BaseAccountTokens(client),
    }),
    alerting: { history: new BaseHistoryResource(client) },
    customCertificates: new BaseCustomCertificates(client),
    dns: { dnssec: new BaseDNSSECResource(client), records: new BaseRecords(client) },
    healthchecks: new BaseHealthchecks(client),
    loadBalancers: Object.assign(new BaseLoadBalancers(client), {
      pools: Object.assign(new BasePools(client), { health: new BasePoolHealth(client) }),
    }),
    ssl: {
      certificatePacks: new BaseCertificatePacks(client),
      universal: { settings: new BaseUniversalSsl(client) },
    },
    user: Object.assign(new BaseUser(client), { tokens: new BaseUserTokens(client) }),
    zeroTrust: { tunnels: { cloudflared: new BaseCloudflared(client) } },
    zones: Object.assign(new BaseZones(client), { settings: new BaseZoneSettings(client) }),
  };
}

function textOf(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

/** What the SDK keeps of a request for its own time-outs, retries and log. */
const UNUSED = {
  controller: new AbortController(),
  requestLogID: '',
  retryOfRequestLogID: undefined,
  startTime: 0,
};

/**
 * As much as the SDK looks at, with the body that is parsed already. A real one would load the whole of Node's `fetch`.
 * The SDK decides by the type whether to parse; a proxy may have changed it, and what it was has been found out.
 */
function toResponse({ status, body }: Answer): Response {
  return { status, headers: JSON_HEADERS, json: async () => body } as unknown as Response;
}

const JSON_HEADERS: ReadonlyMap<string, string> = new Map([['content-type', 'application/json']]);
