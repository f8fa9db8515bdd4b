/** Cloudflare's official SDK, reduced to the resources that this server reads, and sending through our own HTTP code. */
import { BaseAccounts } from 'cloudflare/resources/accounts/accounts';
import { BaseAudit } from 'cloudflare/resources/accounts/logs/audit';
import { BaseTokens as BaseAccountTokens } from 'cloudflare/resources/accounts/tokens/tokens';
import { BaseHistoryResource } from 'cloudflare/resources/alerting/history';
import { BaseCustomCertificates } from 'cloudflare/resources/custom-certificates/custom-certificates';
import { BaseDNSSECResource } from 'cloudflare/resources/dns/dnssec/dnssec';
import { BaseRecords } from 'cloudflare/resources/dns/records';
import { BaseHealthchecks } from 'cloudflare/resources/healthchecks/healthchecks';
import { BaseIPs } from 'cloudflare/resources/ips/ips';
import { BaseLoadBalancers } from 'cloudflare/resources/load-balancers/load-balancers';
import { BaseMonitors } from 'cloudflare/resources/load-balancers/monitors/monitors';
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
import type { ApiRequest, ApiResponse } from './http/request.ts';

export type CloudflareApi = ReturnType<typeof createApi>;

/**
 * Made anew for each tool call, so that every request sent through it belongs to that call.
 * @param send authenticates, limits and retries; the SDK does none of that here.
 */
export function createApi(baseUrl: string, send: (request: ApiRequest) => Promise<ApiResponse>) {
  return createClient({
    baseURL: baseUrl,
    // The SDK never gets the credential: `send` adds it. With null, the SDK does not read one from the environment either.
    apiToken: null,
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    // The documented way to say that the SDK should send no credential. Without it, the SDK may refuse to send.
    defaultHeaders: { authorization: null },
    maxRetries: 0,
    // The SDK would log to stdout, which belongs to the MCP protocol.
    logLevel: 'off',
    // Ignores the SDK's headers, and its signal, which only knows a time-out longer than ours.
    fetch: async (url, init) => {
      const requestBody = typeof init?.body === 'string' ? init.body : undefined;
      const request = { url: String(url), method: init?.method ?? 'GET', body: requestBody };
      return toResponse(await send(request).catch(throwThroughSdk));
    },
    resources: [
      BaseAccounts,
      BaseAccountTokens,
      BaseAudit,
      BaseCertificatePacks,
      BaseCloudflared,
      BaseCustomCertificates,
      BaseDNSSECResource,
      BaseHealthchecks,
      BaseHistoryResource,
      BaseIPs,
      BaseLoadBalancers,
      BaseMonitors,
      BasePoolHealth,
      BasePools,
      BaseRecords,
      BaseUniversalSsl,
      BaseUser,
      BaseUserTokens,
      BaseZones,
      BaseZoneSettings,
    ],
  });
}

const HEADERS = new Map([['content-type', 'application/json']]);

/**
 * All that the SDK reads of a response. `send` has checked that it is JSON, whatever its type says, and has parsed it: to parse
 * a page of records twice takes longer than all the rest. No real `Response`: Node takes 20 ms to load that class.
 */
function toResponse({ status, body }: ApiResponse): Response {
  return { ok: true, status, headers: HEADERS, json: async () => body } as unknown as Response;
}

/**
 * The SDK wraps what its `fetch` throws into an error of its own, and `failureIn` finds it there as a cause. But if the text
 * of the error, or of its cause, mentions a time-out, such as ETIMEDOUT, the SDK drops both. It looks no deeper than that.
 */
function throwThroughSdk(error: unknown): never {
  throw new Error('The request failed.', { cause: new Error('See the cause.', { cause: error }) });
}
