/** What outlives a tool call: one credential's way out and the few facts remembered about it. */
import type { Credential } from '../settings/credential.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { Fetch } from './http/client.ts';
import { Gate } from './http/rate-limiter.ts';
import type { Exchange } from './http/request.ts';
import type { StatusPageReader } from './status-page.ts';
import { ZoneMemory } from './zone-memory.ts';

export interface ConnectionOptions {
  readonly credential: Credential;
  /** Undefined: the only account that the credential sees, found at the first need. */
  readonly accountId: string | undefined;
  readonly baseUrl: string;
  /** The network's, or the simulator's. */
  readonly fetch: Fetch;
  readonly observer?: Observer | undefined;
  /** Shared where one credential is used for several accounts: Cloudflare counts by credential. */
  readonly gate?: Gate | undefined;
  /** Shared by all credentials, for it needs none. */
  readonly statusPage?: StatusPageReader | undefined;
}

export class Connection {
  readonly exchange: Exchange;
  readonly gate: Gate;
  readonly zones = new ZoneMemory();
  readonly statusPage: StatusPageReader | undefined;
  readonly configuredAccountId: string | undefined;
  /** The account found when none is configured. */
  accountIdFound: string | undefined;
  /** When Cloudflare last said that the credential is active. */
  activeSinceMs: number | undefined;

  constructor({ credential, accountId, baseUrl, fetch, observer, statusPage, gate }: ConnectionOptions) {
    this.statusPage = statusPage;
    this.exchange = { credential, baseUrl, fetch, observer };
    this.gate = gate ?? new Gate(observer);
    this.configuredAccountId = accountId;
  }

  get credential(): Credential {
    return this.exchange.credential;
  }
}
