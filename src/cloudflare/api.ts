/** Cloudflare's official SDK, cut down to the resources that are read here and given our way of sending. */
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
import { TOOL_DEADLINE_MS } from '../limits.ts';
import type { Answer } from './exchange.ts';

export type CloudflareApi = ReturnType<typeof createApi>;

/**
 * Cheap: made anew for each tool call (12 µs), so that whatever is asked through it belongs to that call.
 * @param sendRequest authenticates, bounds and retries; the SDK is told to do none of that.
 */
export function createApi(
  baseUrl: string,
  sendRequest: (url: string, method: string, body?: string) => Promise<Answer>,
) {
  return createClient({
    baseURL: baseUrl,
    // The credential never enters the SDK, which would mix it with others from the environment. It insists on one.
    apiToken: 'none',
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    maxRetries: 0,
    timeout: 2 * TOOL_DEADLINE_MS,
    // Its logger writes to stdout, which belongs to the protocol.
    logLevel: 'off',
    fetch: async (input, init) =>
      toResponse(await sendRequest(String(input), init?.method ?? 'GET', textOf(init?.body))),
    resources: [
      BaseAccounts,
      BaseAccountTokens,
      BaseAudit,
      BaseCloudflared,
      BaseCustomCertificates,
      BaseHealthchecks,
      BaseLoadBalancers,
      BasePools,
      BasePoolHealth,
      BaseHistoryResource,
      BaseDNSSECResource,
      BaseRecords,
      BaseCertificatePacks,
      BaseUniversalSsl,
      BaseUser,
      BaseUserTokens,
      BaseZones,
      BaseZoneSettings,
    ],
  });
}

/** The SDK sends JSON as text; anything else is not sent by this server. */
function textOf(body: unknown): string | undefined {
  return typeof body === 'string' ? body : undefined;
}

/** The body is parsed already; handing it over saves parsing a large page twice. */
function toResponse({ status, body }: Answer): Response {
  // The SDK decides by the type whether to parse; a proxy may have changed it, and what it was has been found out.
  const response = new Response(null, { status, headers: { 'content-type': 'application/json' } });
  return Object.defineProperty(response, 'json', { value: async () => body });
}
