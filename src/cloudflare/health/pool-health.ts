/** What Cloudflare's locations report about one pool: about itself, and about each address in it. */
import { type Json, toJson } from './health-row.ts';

export interface SeenHealth {
  /** The last reason given; empty when there is none. */
  readonly failure: string;
  /** The HTTP status that the origin answered when it failed last. */
  readonly answered: number | undefined;
  readonly healthyLocations: number;
  /** Locations that say neither yes nor no. */
  readonly silentLocations: number;
  readonly locations: number;
}

export interface PoolHealth {
  readonly pool: SeenHealth;
  /** By address, in lower case: the key of an IPv6 address is not always written as the pool has it. */
  readonly byAddress: ReadonlyMap<string, SeenHealth>;
}

const NOTHING: SeenHealth = {
  failure: '',
  answered: undefined,
  healthyLocations: 0,
  silentLocations: 0,
  locations: 0,
};

/**
 * The real shape of the answer differs from its type: it has locations, each with a list of origins, and each
 * origin is an object with the address as key and the health as value.
 */
export function parsePoolHealth(health: unknown): PoolHealth {
  const byAddress = new Map<string, SeenHealth>();
  let pool = NOTHING;
  const byLocation = toJson(toJson(health).pop_health);
  // Either a single location, which has `origins` itself, or one location for each key.
  for (const each of 'origins' in byLocation ? [byLocation] : Object.values(byLocation)) {
    const location = toJson(each);
    pool = withLocation(pool, location);
    const { origins } = location;
    for (const origin of Array.isArray(origins) ? origins : []) {
      for (const [address, state] of Object.entries(toJson(origin))) {
        const key = address.toLowerCase();
        byAddress.set(key, withLocation(byAddress.get(key) ?? NOTHING, toJson(state)));
      }
    }
  }
  return { pool, byAddress };
}

function withLocation(before: SeenHealth, { healthy, failure_reason, response_code }: Json): SeenHealth {
  const isHealthy = healthy === true;
  const hasAnswer = !isHealthy && typeof response_code === 'number' && response_code > 0;
  return {
    failure: !isHealthy && typeof failure_reason === 'string' ? failure_reason : before.failure,
    answered: hasAnswer ? response_code : before.answered,
    healthyLocations: before.healthyLocations + (isHealthy ? 1 : 0),
    silentLocations: before.silentLocations + (typeof healthy === 'boolean' ? 0 : 1),
    locations: before.locations + 1,
  };
}
