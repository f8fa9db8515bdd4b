/** What outlives a tool call: how requests with one credential are sent, and the few facts that are cached for it. */

import { PLAN_MEMORY_MAX, PLAN_MEMORY_MS } from '../limits/cloudflare.ts';
import type { Credential } from '../settings/credential.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { AddressRanges } from '../text/ip-address.ts';
import type { DatasetLimits } from './analytics/dataset-limits.ts';
import type { Fetch } from './http/fetch.ts';
import { RateLimiter } from './http/rate-limiter.ts';
import type { Endpoint } from './http/request.ts';
import type { Channel } from './http/retry.ts';
import { TIMING_DEFAULT, type Timing } from './http/timing.ts';
import { Memory } from './memory.ts';
import type { StatusPageClient } from './status-page.ts';
import { ZoneMemory } from './zone-memory.ts';

export interface ConnectionOptions {
  readonly credential: Credential;
  /** Undefined: the only account that the credential can access, found when it is first needed. */
  readonly accountId: string | undefined;
  readonly baseUrl: string;
  /** Our HTTP client, or the simulator. */
  readonly fetch: Fetch;
  /** Only tests shorten the waits. */
  readonly timing?: Partial<Timing> | undefined;
  readonly observer?: Observer | undefined;
  /** How many requests the host should get at once. It is asked again and again: the protocol is known only with a connection. */
  readonly requestsAtOnce?: (() => number) | undefined;
  /** Shared by the connections of one credential to several accounts, because Cloudflare counts requests by credential. */
  readonly rateLimiter?: RateLimiter | undefined;
  /** Shared by all credentials, because it needs none. */
  readonly statusPage?: StatusPageClient | undefined;
}

export class Connection implements Channel {
  readonly endpoint: Endpoint;
  readonly rateLimiter: RateLimiter;
  readonly observer: Observer | undefined;
  readonly zones = new ZoneMemory();
  /** What the plans of zones allow in analytics. */
  readonly plans = new Memory<DatasetLimits>(PLAN_MEMORY_MS, PLAN_MEMORY_MAX);
  readonly statusPage: StatusPageClient | undefined;
  readonly configuredAccountId: string | undefined;
  /** Cloudflare's own addresses, for a day. */
  ownAddresses: { readonly addresses: AddressRanges; readonly untilMs: number } | undefined;
  /** The account that was found because none is configured. */
  accountIdFound: string | undefined;
  /** Until then, settings of zones are expected to be refused: it decides only what is asked first. */
  settingsRefusedUntilMs = 0;
  /** When Cloudflare last said that the credential is active. */
  activeSinceMs: number | undefined;

  constructor(options: ConnectionOptions) {
    const { credential, baseUrl, fetch, observer } = options;
    const timing = { ...TIMING_DEFAULT, ...options.timing };
    this.endpoint = { credential, baseUrl, fetch, timing };
    this.rateLimiter =
      options.rateLimiter ?? new RateLimiter(observer, options.requestsAtOnce, timing.startsPerSecond);
    this.observer = observer;
    this.statusPage = options.statusPage;
    this.configuredAccountId = options.accountId;
  }

  get credential(): Credential {
    return this.endpoint.credential;
  }
}
