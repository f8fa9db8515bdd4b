/** What ordinary requests look like: their outcomes, where they come from, and how outages change them. */
import type { SimDurations, SimExtra, SimOutage, SimTraffic } from '../world/traffic.ts';
import type { SimZone } from '../world/world.ts';
import type { Kind } from './batch.ts';

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

/** Each country has one network here, so that the number of kinds stays small. */
const LOCATIONS: [share: number, country: string, colo: string, asn: string, network: string][] = [
  [0.3, 'DE', 'FRA', '64500', 'EXAMPLE-TELECOM'],
  [0.08, 'DE', 'TXL', '64500', 'EXAMPLE-TELECOM'],
  [0.12, 'NL', 'AMS', '64503', 'EXAMPLE-KABEL'],
  [0.14, 'GB', 'LHR', '64504', 'EXAMPLE-BROADBAND'],
  [0.1, 'FR', 'CDG', '64502', 'EXAMPLE-CLOUD'],
  [0.12, 'US', 'IAD', '64501', 'EXAMPLE-MOBILE'],
  [0.06, 'US', 'LAX', '64501', 'EXAMPLE-MOBILE'],
  [0.08, 'SG', 'SIN', '64505', 'EXAMPLE-STARHUB'],
];

/** By path: apps ask the API with older protocols than browsers ask for pages. */
const PROTOCOLS: Record<string, [http: string, tls: string, userAgent: string]> = {
  '/api/v1/stock': ['HTTP/1.1', 'TLSv1.2', 'NorthwindApp/4.2 okhttp/4.12.0'],
  '/products/alpine-jacket': ['HTTP/3', 'TLSv1.3', 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1) Safari/604.1'],
};
const BROWSER: [http: string, tls: string, userAgent: string] = [
  'HTTP/2',
  'TLSv1.3',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36',
];

const ERROR_PAGE_BYTES = 6500;
const FROM_CACHE: SimDurations = { first_byte_ms: 22, origin_ms: 0 };
const FROM_ORIGIN: SimDurations = { first_byte_ms: 180, origin_ms: 140 };

export interface SharedKind extends Kind {
  /** Of the requests of the zone. */
  share: number;
}

/** The kinds of requests of a zone while these outages and extra requests last. */
export function kindsDuring(zone: SimZone, outages: SimOutage[], extras: SimExtra[]): SharedKind[] {
  const { hosts, requests_per_minute: volume } = zone.traffic;
  const ordinary = hosts.flatMap((host) => {
    const ofHost = outages.filter((outage) => outage.hosts.includes(host.name));
    return kindsOf(zone, host).flatMap((kind) => {
      const outage = ofHost.find(({ only = {} }) =>
        Object.entries(only).every(([name, values]) => values.includes(kind.fields[name] ?? '')),
      );
      if (!outage) return [kind];
      const left = { ...kind, share: kind.share * (1 - outage.share) };
      return outage.is_lost ? [left] : [left, toChangedKind(kind, outage)];
    });
  });
  return [...ordinary, ...extras.map((extra) => toExtraKind(zone, extra, volume))];
}

function kindsOf(zone: SimZone, host: SimTraffic['hosts'][number]): SharedKind[] {
  const originIP = originOf(zone, host.name);
  return LOCATIONS.flatMap(([locationShare, clientCountryName, coloCode, clientAsn, clientASNDescription]) =>
    OUTCOMES.map(([outcomeShare, method, path, edge, origin, cache, bytes, visits]) => {
      const [clientRequestHTTPProtocol, clientSSLProtocol, userAgent] = PROTOCOLS[path] ?? BROWSER;
      const isAsked = origin !== 0 || edge >= 520;
      return {
        share: host.share * locationShare * outcomeShare,
        bytes,
        visits,
        durations: isAsked ? FROM_ORIGIN : FROM_CACHE,
        fields: {
          zoneTag: zone.id,
          clientRequestHTTPHost: host.name,
          clientRequestPath: path,
          clientRequestHTTPMethodName: method,
          clientCountryName,
          clientAsn,
          clientASNDescription,
          clientRequestHTTPProtocol,
          clientSSLProtocol,
          userAgent,
          coloCode,
          edgeResponseStatus: edge,
          originResponseStatus: origin,
          originIP: isAsked ? originIP : '',
          cacheStatus: cache === 'worker' ? 'dynamic' : cache,
          requestSource: cache === 'worker' ? 'edgeWorkerFetch' : 'eyeball',
        },
      };
    }),
  );
}

/** The address to which Cloudflare connects; empty where only a tunnel or a name is known. */
function originOf({ name, records }: SimZone, host: string): string {
  const addressOf = (wanted: string) =>
    records.find((record) => record.type === 'A' && record.name === wanted)?.content;
  return addressOf(host) ?? addressOf(name) ?? '';
}

function toChangedKind(kind: SharedKind, outage: SimOutage): SharedKind {
  const { edge_status, origin_status, share, becomes, durations } = outage;
  const isStatusNew = edge_status !== undefined;
  const fields = {
    ...kind.fields,
    ...(isStatusNew && { edgeResponseStatus: edge_status, cacheStatus: 'dynamic' }),
    ...(origin_status !== undefined && { originResponseStatus: origin_status }),
  };
  const changed = withoutOrigin({
    share: kind.share * share,
    visits: kind.visits,
    bytes: isStatusNew ? ERROR_PAGE_BYTES : kind.bytes,
    durations: kind.durations,
    fields,
  });
  return {
    ...changed,
    durations: durations ?? changed.durations,
    fields: { ...changed.fields, ...becomes },
  };
}

/** Cloudflare's logs have, of what was answered at the edge, no address of an origin and a duration of 0. */
function withoutOrigin(kind: SharedKind): SharedKind {
  const { edgeResponseStatus, originResponseStatus } = kind.fields;
  if (originResponseStatus !== 0 || Number(edgeResponseStatus) >= 520) return kind;
  return { ...kind, durations: FROM_CACHE, fields: { ...kind.fields, originIP: '' } };
}

function toExtraKind(zone: SimZone, { requests_per_minute, fields }: SimExtra, volume: number): SharedKind {
  const [ordinary] = kindsOf(zone, { name: zone.traffic.hosts[0]?.name ?? zone.name, share: 1 });
  return withoutOrigin({
    share: volume === 0 ? 0 : requests_per_minute / volume,
    visits: 0,
    bytes: ERROR_PAGE_BYTES,
    durations: ordinary?.durations ?? FROM_ORIGIN,
    fields: { ...ordinary?.fields, ...fields },
  });
}
