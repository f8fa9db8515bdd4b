/** The requests of a zone, minute by minute: computed from its traffic profile, and always the same for the same minute. */
import { createRandom } from '../world/random.ts';
import { DAY_MS, MINUTE_MS } from '../world/time.ts';
import type { SimOutage, SimTraffic } from '../world/traffic.ts';
import type { SimZone } from '../world/world.ts';

export type Value = string | number;

/** Requests or events that have all fields in common, apart from the time. */
export interface Kind {
  fields: Readonly<Record<string, Value>>;
  /** Per request. */
  visits: number;
  bytes: number;
}

/** The requests or events of one minute. */
export interface Batch {
  minute: number;
  kinds: readonly Kind[];
  /** The number of requests of the kind with this index: a function, because a filter may need only a few of them. */
  count(kind: number): number;
  interval: number;
}

interface Pattern {
  kinds: Kind[];
  shares: Float64Array;
}

type Outcome = [
  share: number,
  method: string,
  path: string,
  edge: number,
  origin: number,
  cache: string,
  bytes: number,
  visits: number,
];

/** An origin status of 0 means that the origin was not asked or did not answer. The sum of the shares is 1. */
const OUTCOMES: Outcome[] = [
  [0.18, 'GET', '/', 200, 200, 'dynamic', 42_000, 0.45],
  [0.16, 'GET', '/products/alpine-jacket', 200, 200, 'dynamic', 38_000, 0.3],
  [0.1, 'GET', '/products/trail-boots', 200, 0, 'hit', 38_000, 0.3],
  [0.2, 'GET', '/assets/app.js', 200, 0, 'hit', 91_000, 0],
  [0.08, 'GET', '/assets/app.css', 304, 304, 'revalidated', 300, 0],
  [0.1, 'GET', '/api/v1/stock', 200, 200, 'dynamic', 1200, 0],
  [0.05, 'POST', '/cart', 200, 200, 'dynamic', 2000, 0],
  [0.02, 'POST', '/checkout/pay', 201, 201, 'dynamic', 1000, 0],
  [0.03, 'GET', '/old-catalogue', 301, 301, 'dynamic', 200, 0],
  [0.02, 'GET', '/missing.png', 404, 404, 'miss', 900, 0],
  [0.017, 'GET', '/wp-login.php', 403, 0, 'none', 5000, 0],
  [0.04, 'GET', '/api/v1/stock', 200, 200, 'worker', 1200, 0],
  [0.0015, 'GET', '/api/v1/stock', 500, 500, 'dynamic', 400, 0],
  [0.001, 'GET', '/products/alpine-jacket', 502, 502, 'dynamic', 500, 0],
  [0.0005, 'POST', '/cart', 522, 0, 'dynamic', 6500, 0],
];

const LOCATIONS: [share: number, country: string, colo: string][] = [
  [0.3, 'DE', 'FRA'],
  [0.08, 'DE', 'TXL'],
  [0.12, 'NL', 'AMS'],
  [0.14, 'GB', 'LHR'],
  [0.1, 'FR', 'CDG'],
  [0.12, 'US', 'IAD'],
  [0.06, 'US', 'LAX'],
  [0.08, 'SG', 'SIN'],
];

const ERROR_PAGE_BYTES = 6500;

/** The minutes that begin at `from` or later, and before `to`. */
export function* requestBatches(zone: SimZone, from: number, to: number): Generator<Batch> {
  const { traffic } = zone;
  const { requests_per_minute: volume, sample_interval: interval } = traffic;
  if (volume === 0) return;
  const seed = createRandom(`traffic ${zone.name}`).integer(0, 2 ** 31);
  const outages = traffic.outages.map((outage) => ({ outage, ...spanOf(outage) }));
  const patterns = new Map<string, Pattern>();
  for (let minute = Math.ceil(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) {
    const current = outages.filter(({ since, until }) => minute >= since && minute < until);
    const key = current.map(({ outage }) => traffic.outages.indexOf(outage)).join();
    const pattern = patterns.get(key) ?? makePattern(zone, current);
    patterns.set(key, pattern);
    const { kinds, shares } = pattern;
    const number = minute / MINUTE_MS;
    const samples = (volume * timeOfDayFactor(minute) * (0.95 + noise(seed, number, -1) / 10)) / interval;
    // Rounded up or down at random, so that rare kinds occur now and then.
    const count = (kind: number) =>
      Math.floor(samples * (shares[kind] ?? 0) + noise(seed, number, kind)) * interval;
    yield { minute, kinds, count, interval };
  }
}

function spanOf({ since, until }: SimOutage): { since: number; until: number } {
  return { since: Date.parse(since), until: until ? Date.parse(until) : Number.POSITIVE_INFINITY };
}

function makePattern(zone: SimZone, current: { outage: SimOutage }[]): Pattern {
  const kinds: Kind[] = [];
  const shares: number[] = [];
  const add = (share: number, kind: Kind) => {
    shares.push(share);
    kinds.push(kind);
  };
  for (const host of zone.traffic.hosts) {
    const outage = current.find(({ outage: { hosts } }) => hosts.includes(host.name))?.outage;
    for (const kind of kindsOf(zone.id, host)) {
      add(kind.share * (1 - (outage?.share ?? 0)), kind);
      if (outage) add(kind.share * outage.share, toFailedKind(kind, outage));
    }
  }
  return { kinds, shares: Float64Array.from(shares) };
}

function kindsOf(zoneTag: string, host: SimTraffic['hosts'][number]): (Kind & { share: number })[] {
  return LOCATIONS.flatMap(([locationShare, clientCountryName, coloCode]) =>
    OUTCOMES.map(([outcomeShare, method, path, edge, origin, cache, bytes, visits]) => ({
      share: host.share * locationShare * outcomeShare,
      bytes,
      visits,
      fields: {
        zoneTag,
        clientRequestHTTPHost: host.name,
        clientRequestPath: path,
        clientRequestHTTPMethodName: method,
        clientCountryName,
        coloCode,
        edgeResponseStatus: edge,
        originResponseStatus: origin,
        cacheStatus: cache === 'worker' ? 'dynamic' : cache,
        requestSource: cache === 'worker' ? 'edgeWorkerFetch' : 'eyeball',
      },
    })),
  );
}

function toFailedKind({ fields, visits }: Kind, outage: SimOutage): Kind {
  const { edge_status, origin_status } = outage;
  const failure = { edgeResponseStatus: edge_status, originResponseStatus: origin_status };
  return { visits, bytes: ERROR_PAGE_BYTES, fields: { ...fields, ...failure, cacheStatus: 'dynamic' } };
}

/** Highest at 16:00 UTC, half of that at 4:00, and 1 on average. */
function timeOfDayFactor(minute: number): number {
  const dayFraction = (minute % DAY_MS) / DAY_MS;
  return 1 + Math.cos((dayFraction - 16 / 24) * 2 * Math.PI) / 3;
}

/** A number from 0 to 1, always the same for the same arguments. */
function noise(seed: number, minute: number, index: number): number {
  let mixed = Math.imul(seed ^ Math.imul(minute, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
