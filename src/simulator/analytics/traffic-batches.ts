/** The requests of a zone, minute by minute: computed from its traffic profile, and always the same for the same minute. */
import { createRandom } from '../world/random.ts';
import { DAY_MS, MINUTE_MS } from '../world/time.ts';
import type { SimExtra, SimOutage } from '../world/traffic.ts';
import type { SimZone } from '../world/world.ts';
import type { Batch, Kind } from './batch.ts';
import { kindsDuring } from './traffic-kinds.ts';

interface Pattern {
  kinds: Kind[];
  shares: Float64Array;
}

/** The minutes that begin at `from` or later, and before `to`. */
export function* requestBatches(zone: SimZone, from: number, to: number): Generator<Batch> {
  const { traffic } = zone;
  const { requests_per_minute: volume, sample_interval: interval } = traffic;
  if (volume === 0) return;
  const seed = createRandom(`traffic ${zone.name}`).integer(0, 2 ** 31);
  const outages = traffic.outages.map((outage) => ({ what: outage, ...spanOf(outage) }));
  const extras = (traffic.extras ?? []).map((extra) => ({ what: extra, ...spanOf(extra) }));
  const patterns = new Map<string, Pattern>();
  for (let minute = Math.ceil(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) {
    const now = <What>(all: { what: What; since: number; until: number }[]) =>
      all.filter(({ since, until }) => minute >= since && minute < until).map(({ what }) => what);
    const [outagesNow, extrasNow] = [now(outages), now(extras)];
    const key = [
      ...outagesNow.map((outage) => traffic.outages.indexOf(outage)),
      'extras',
      ...extrasNow.map((extra) => traffic.extras?.indexOf(extra)),
    ].join();
    const pattern = patterns.get(key) ?? makePattern(zone, outagesNow, extrasNow);
    patterns.set(key, pattern);
    const { kinds, shares } = pattern;
    const minuteSeed = seed ^ Math.imul(minute / MINUTE_MS, 0x9e3779b1);
    const samples = (volume * timeOfDayFactor(minute) * (0.95 + noise(minuteSeed, -1) / 10)) / interval;
    let counted: Float64Array | undefined;
    const counts = () => {
      counted ??= countKinds(shares, samples, interval, minuteSeed);
      return counted;
    };
    yield { minute, kinds, counts, interval };
  }
}

function spanOf({ since, until }: { since: string; until?: string }): { since: number; until: number } {
  return { since: Date.parse(since), until: until ? Date.parse(until) : Number.POSITIVE_INFINITY };
}

function makePattern(zone: SimZone, outages: SimOutage[], extras: SimExtra[]): Pattern {
  const kinds = kindsDuring(zone, outages, extras);
  return { kinds, shares: Float64Array.from(kinds, ({ share }) => share) };
}

/** Highest at 16:00 UTC, half of that at 4:00, and 1 on average. */
function timeOfDayFactor(minute: number): number {
  const dayFraction = (minute % DAY_MS) / DAY_MS;
  return 1 + Math.cos((dayFraction - 16 / 24) * 2 * Math.PI) / 3;
}

/** Rounded up or down at random, so that rare kinds occur now and then. The same seed always gives the same counts. */
function countKinds(shares: Float64Array, samples: number, interval: number, seed: number): Float64Array {
  const counts = new Float64Array(shares.length);
  // A plain loop over numbers for speed: a week has ten thousand minutes with hundreds of kinds each.
  for (let kind = 0; kind < counts.length; kind += 1)
    counts[kind] = Math.floor(samples * (shares[kind] ?? 0) + noise(seed, kind)) * interval;
  return counts;
}

/** A number from 0 to 1, always the same for the same arguments. */
function noise(seed: number, index: number): number {
  let mixed = Math.imul(seed, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
