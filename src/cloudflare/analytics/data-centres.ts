/** Requests of a zone in each of Cloudflare's data centres, and how many failed there without the origin having failed. */
import { DATA_CENTRES_MAX } from '../../limits/cloudflare.ts';
import { HOUR_MS } from '../../limits/time.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { fetchGroups, type Group } from './analytics.ts';
import type { HostFilter } from './host-filter.ts';
import { EDGE_5XX, EYEBALL } from './request-classes.ts';

interface DataCentreTraffic {
  /** IATA code. */
  readonly code: string;
  /** Requests that failed with 5xx which the origin did not give. */
  readonly failed: number;
  /** How many of them were really counted, before they were scaled up. */
  readonly failedSeen: number;
  /** Requests to which the origin gave the 5xx itself. */
  readonly failedByOrigin: number;
  readonly of: number;
}

export interface DataCentresTraffic {
  readonly dataCentres: readonly DataCentreTraffic[];
  /** Whether each request belongs to a known data centre, and each data centre is there. */
  readonly isWhole: boolean;
}

/** Of the last hour, whether requests fail there or not. Every plan that has the dataset allows an hour: it need not be asked. */
export async function fetchDataCentres(
  cloudflare: Cloudflare,
  zoneId: string,
  filter: HostFilter,
): Promise<DataCentresTraffic> {
  const dataset = 'httpRequestsAdaptiveGroups';
  const nowMs = Date.now();
  const window = { sinceMs: nowMs - HOUR_MS, beforeMs: nowMs };
  const question = { by: ['coloCode'], window, limit: DATA_CENTRES_MAX };
  const { failed, byOrigin, all } = await fetchGroups(cloudflare, zoneId, dataset, {
    failed: { ...question, filter: { ...EDGE_5XX, ...filter } },
    byOrigin: { ...question, filter: { ...EDGE_5XX, ...ORIGIN_GAVE_IT, ...filter } },
    all: { ...question, filter: { ...EYEBALL, ...filter } },
  });
  const [failedIn, byOriginIn, allIn] = [byCode(failed), byCode(byOrigin), byCode(all)];
  const codes = [...new Set([...allIn.keys(), ...failedIn.keys()])];
  return {
    dataCentres: codes.map((code) => {
      const total = failedIn.get(code)?.count ?? 0;
      // All are estimates from samples: a part may come out larger than the whole.
      const failedByOrigin = Math.min(total, byOriginIn.get(code)?.count ?? 0);
      const own = total - failedByOrigin;
      return {
        code,
        failed: own,
        failedSeen: own / (failedIn.get(code)?.sampleInterval ?? 1),
        failedByOrigin,
        of: Math.max(total, allIn.get(code)?.count ?? 0),
      };
    }),
    isWhole: !codes.includes('') && all.length < DATA_CENTRES_MAX,
  };
}

const ORIGIN_GAVE_IT = { originResponseStatus_geq: 500, originResponseStatus_lt: 600 };

function byCode(groups: readonly Group[]): ReadonlyMap<string, Group> {
  return new Map(groups.map((group) => [String(group.dimensions.coloCode ?? ''), group]));
}
