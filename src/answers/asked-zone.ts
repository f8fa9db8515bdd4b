/** The argument `zone` may name a host in a zone: what the answer is then about, so that it is never about more without saying so. */
import {
  EVERY_HOST,
  type HostFilter,
  parseHosts,
  toHostFilter,
} from '../cloudflare/analytics/host-filter.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { findZone, findZoneOfHost } from '../cloudflare/zones/zone-directory.ts';
import { type TextPattern, toHostPattern } from '../text/text-pattern.ts';
import { parseZoneReference } from './fields.ts';

export interface AskedZone {
  readonly zone: ZoneName;
  /** What was named, if it is not the zone itself. */
  readonly host: string | undefined;
}

/** @throws Refusal */
export async function findAskedZone(cloudflare: Cloudflare, written: string): Promise<AskedZone> {
  const reference = parseZoneReference(written);
  const zone = await findZone(cloudflare, reference);
  const name = toHostPattern({ match: 'exact', text: zone.name }).text;
  return { zone, host: [name, zone.name, zone.id].includes(reference) ? undefined : reference };
}

/** The note of an answer that is about whole zones only. */
export function wholeZoneNote(asked: AskedZone | undefined): string | undefined {
  if (asked?.host === undefined) return undefined;
  return `${asked.host} is a host in the zone ${asked.zone.name}; this answer is about the whole zone.`;
}

/**
 * For tools that answer for all zones, too.
 * @returns the zone that is named, or that of a host which is named alone, as `findAskedTraffic` takes it. Undefined: all zones are
 * meant. A host in none of them may be a custom hostname, whose requests some zone has.
 */
export async function zoneMeantBy(
  cloudflare: Cloudflare,
  { zone, host }: { readonly zone?: string | undefined; readonly host?: string | undefined },
): Promise<string | undefined> {
  if (zone !== undefined || host === undefined) return zone;
  const { match, text } = parseHosts('host', host);
  const isFull = match === 'exact' && text.includes('.');
  return isFull ? (await findZoneOfHost(cloudflare, text))?.name : undefined;
}

export interface AskedTraffic {
  readonly zone: ZoneName;
  readonly filter: HostFilter;
  /** Says which requests are counted, where that is not what `host` says word for word. */
  readonly note: string | undefined;
}

/**
 * For counts of requests: they are narrowed to the host, be it named by `host` or by `zone`.
 * @throws Refusal
 */
export async function findAskedTraffic(
  cloudflare: Cloudflare,
  asked: { zone: string; host?: string | undefined },
): Promise<AskedTraffic> {
  const hosts = asked.host === undefined ? undefined : parseHosts('host', asked.host);
  const { zone, host } = await findAskedZone(cloudflare, asked.zone);
  if (hosts !== undefined) return { zone, filter: toHostFilter(hosts), note: hostsNote(hosts, host) };
  if (host === undefined) return { zone, filter: EVERY_HOST, note: undefined };
  return {
    zone,
    filter: toHostFilter({ match: 'exact', text: host }),
    note: `Only requests to ${host} are counted, because zone names this host; for all requests use zone "${zone.name}".`,
  };
}

function hostsNote({ match, text }: TextPattern, namedByZone: string | undefined): string | undefined {
  if (match === 'exact') {
    const isOther = namedByZone !== undefined && namedByZone !== text;
    return `Only requests to ${text} are counted${isOther ? `, not those to ${namedByZone}` : ''}.`;
  }
  const words = { startswith: 'begins with', endswith: 'ends with', contains: 'contains' };
  return `Only requests to hosts whose name ${words[match]} ${text} are counted.`;
}
