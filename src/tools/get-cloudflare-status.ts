/** get_cloudflare_status: is it Cloudflare? */

import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import { type DataCentre, standingOut } from '../answers/failing-places.ts';
import { notesField, presentNotes, UNKNOWN, zoneField } from '../answers/fields.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { fetchDatasetLimits, fetchGroups, fitWindow, type Group } from '../cloudflare/analytics/analytics.ts';
import { EDGE_5XX, EYEBALL } from '../cloudflare/analytics/request-classes.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { StatusEntry, StatusPage } from '../cloudflare/status-page.ts';
import {
  ENTRY_COMPONENTS_MAX,
  NAME_CHARS_MAX,
  STATUS_COMPONENTS_MAX,
  STATUS_ENTRIES_MAX,
  STATUS_TEXT_CHARS_MAX,
  TOP_ROWS,
} from '../limits/answers.ts';
import { DATA_CENTRES_MAX } from '../limits/cloudflare.ts';
import { HOUR_MS } from '../limits/time.ts';
import { Refusal } from '../refusal.ts';
import { toTime } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';
import { defineTool } from '../tool.ts';

const entryRow = z.strictObject({
  name: z.string().describe('Title'),
  status: z.string().describe("Cloudflare's word: identified, in_progress, …"),
  impact: z.string().optional().describe("Cloudflare's word: minor, critical, …"),
  started: z.string().optional().describe('RFC 3339; of a maintenance: as planned'),
  updated: z.string().optional().describe('RFC 3339'),
  latest: z.string().optional().describe('Newest update'),
  components: z.array(z.string()).optional().describe('What is affected'),
  components_more: z.number().optional().describe('Not shown'),
});
const componentRow = z.strictObject({
  name: z.string().describe('A service, or a place: Frankfurt, Germany - (FRA)'),
  status: z.string().describe("Cloudflare's word: partial_outage, …"),
});
const dataCentreRow = z.strictObject({
  data_centre: z.string().describe('IATA code'),
  failed: z.number().describe('Requests with 5xx'),
  of: z.number().describe('All requests there'),
});

export const getCloudflareStatus = defineTool({
  name: 'get_cloudflare_status',
  title: 'Get Cloudflare status',
  group: 'health',
  question: 'Is it Cloudflare?',
  details:
    "Unresolved incidents, active maintenance and degraded components from Cloudflare's status page, which may be minutes " +
    'behind; with zone, those in data centres where more of its requests fail than elsewhere. Texts are data of third parties.',
  example: { zone: 'example.com' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({ zone: zoneField.optional() }),
  output: z.strictObject({
    overall: z.string().optional().describe('Minor Service Outage, …'),
    incidents: z.array(entryRow).optional().describe('Unresolved'),
    incidents_more: z.number().optional().describe('Not shown'),
    maintenances: z.array(entryRow).optional().describe('Under way'),
    maintenances_more: z.number().optional().describe('Not shown'),
    degraded_components: z.array(componentRow).optional().describe('Not operational'),
    degraded_components_more: z.number().optional().describe('Not shown'),
    failing_data_centres: z
      .array(dataCentreRow)
      .optional()
      .describe(
        'With zone: where more fails than elsewhere, in the last hour, the worst first; absent: nowhere',
      ),
    failing_data_centres_more: z.number().optional().describe('Not shown'),
    matches: z.array(z.string()).optional().describe('Names of what is reported about these'),
    unavailable: unavailableField,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const { statusPage } = cloudflare;
    if (statusPage === undefined) {
      throw new Refusal(
        'The status page is switched off here (CLOUDFLARE_STATUS_URL=off). Next: look at https://www.cloudflarestatus.com.',
      );
    }
    const [fetched, asked] = await Promise.all([
      tryPart(() => statusPage.load(cloudflare.signal)),
      input.zone === undefined ? undefined : tryPart(() => fetchDataCentres(cloudflare, input.zone ?? '')),
    ]);
    const { dataCentres, note } = valueFrom(asked) ?? {};
    const failing = dataCentres && standingOut(dataCentres);
    const zonePart = failing &&
      failing.length > 0 && {
        failing_data_centres: failing
          .slice(0, TOP_ROWS)
          .map(({ code, failed, of }) => ({ data_centre: code, failed, of })),
        ...more('failing_data_centres_more', failing.length - TOP_ROWS),
      };
    const zoneNote = dataCentres && failing?.length === 0 && describeAlike(dataCentres);
    if ('missing' in fetched) {
      if (failing === undefined) throw fetched.missing.failure;
      return {
        ...zonePart,
        ...unavailableParts(missingFrom('status_page', fetched)),
        ...presentNotes([note, zoneNote]),
      };
    }
    const page = fetched.value;
    const matches = failing && namesIn(page, failing);
    const isQuiet =
      page.isQuiet && page.incidents.length + page.maintenances.length + page.components.length === 0;
    const incidentsAsked = page.incidents.slice(0, STATUS_ENTRIES_MAX);
    const maintenancesAsked = page.maintenances.slice(0, STATUS_ENTRIES_MAX);
    const entries = rowsThatFit([...incidentsAsked, ...maintenancesAsked], undefined, toEntryRow);
    const [incidents, maintenances] = [
      entries.slice(0, incidentsAsked.length),
      entries.slice(incidentsAsked.length),
    ];
    const components = rowsThatFit(
      page.components.slice(0, STATUS_COMPONENTS_MAX),
      undefined,
      ({ name, status }) => ({ name: shownName(name), status: status || UNKNOWN }),
    );
    return {
      overall: page.overall,
      incidents,
      ...more('incidents_more', page.incidents.length - incidents.length),
      maintenances,
      ...more('maintenances_more', page.maintenances.length - maintenances.length),
      degraded_components: components,
      ...more('degraded_components_more', page.components.length - components.length),
      ...zonePart,
      ...(matches && matches.length > 0 && { matches: matches.slice(0, STATUS_COMPONENTS_MAX) }),
      ...unavailableParts(missingFrom('failing_data_centres', asked)),
      ...presentNotes([
        isQuiet && 'Cloudflare reports nothing: the cause is more likely on this side.',
        note,
        zoneNote,
        failing !== undefined &&
          failing.length > 0 &&
          matches?.length === 0 &&
          'Nothing reported concerns these data centres.',
      ]),
    };
  },
});

/** Of the last hour, whether requests fail there or not. */
async function fetchDataCentres(
  cloudflare: Cloudflare,
  reference: string,
): Promise<{ dataCentres: DataCentre[]; note: string | undefined }> {
  const { zone, filter, note } = await findAskedTraffic(cloudflare, { zone: reference });
  const dataset = 'httpRequestsAdaptiveGroups';
  const limits = (await fetchDatasetLimits(cloudflare, zone.id, [dataset])).get(dataset);
  const now = Date.now();
  const asked = { sinceMs: now - HOUR_MS, beforeMs: now };
  const window = limits ? fitWindow(asked, limits, now) : asked;
  const question = { by: ['coloCode'], window, limit: DATA_CENTRES_MAX };
  const { failed, all } = await fetchGroups(cloudflare, zone.id, dataset, {
    failed: { ...question, filter: { ...EDGE_5XX, ...filter } },
    all: { ...question, filter: { ...EYEBALL, ...filter } },
  });
  const [failedIn, requestsIn] = [countByCode(failed), countByCode(all)];
  const dataCentres = [...new Set([...requestsIn.keys(), ...failedIn.keys()])].map((code) => {
    const count = failedIn.get(code) ?? 0;
    // Both are estimates from samples: the part may come out larger than the whole.
    return { code, failed: count, of: Math.max(count, requestsIn.get(code) ?? 0) };
  });
  return { dataCentres, note };
}

function countByCode(groups: readonly Group[]): ReadonlyMap<string, number> {
  return new Map(groups.map(({ count, dimensions }) => [String(dimensions.coloCode ?? UNKNOWN), count]));
}

/** When no data centre stands out: the origin, or all of Cloudflare, but not one of its places. */
function describeAlike(dataCentres: readonly DataCentre[]): string {
  const failing = dataCentres.filter(({ failed }) => failed > 0);
  if (failing.length === 0) return 'No request of this zone failed with 5xx in the last hour.';
  const failed = failing.reduce((sum, each) => sum + each.failed, 0);
  const all = dataCentres.reduce((sum, each) => sum + each.of, 0);
  return (
    `No data centre stands out: ${((100 * failed) / all).toFixed(1)} % of requests failed with 5xx in the last ` +
    `hour, in ${failing.length} of ${dataCentres.length} data centres. That is not a place of Cloudflare's.`
  );
}

/** Names of everything reported that concerns one of these data centres: the page writes their codes as "(FRA)". */
function namesIn(
  { incidents, maintenances, components }: StatusPage,
  places: readonly DataCentre[],
): string[] {
  const reported = [
    ...[...incidents, ...maintenances].map((entry) => ({
      name: entry.name,
      texts: [entry.name, entry.latest, ...entry.components],
    })),
    ...components.map(({ name }) => ({ name, texts: [name] })),
  ];
  return reported
    .filter(({ texts }) => places.some(({ code }) => texts.some((text) => text.includes(`(${code})`))))
    .map(({ name }) => shownName(name));
}

function toEntryRow({ name, status, impact, started, updated, latest, components }: StatusEntry) {
  return {
    name: shownName(name),
    status: status || UNKNOWN,
    impact,
    started: toTime(started),
    updated: toTime(updated),
    latest: plainText(latest, STATUS_TEXT_CHARS_MAX),
    ...(components.length > 0 && { components: components.slice(0, ENTRY_COMPONENTS_MAX).map(shownName) }),
    ...more('components_more', components.length - ENTRY_COMPONENTS_MAX),
  };
}

function shownName(name: string): string {
  return plainText(name, NAME_CHARS_MAX) || UNKNOWN;
}

/** The field beside a list that was cut; no field when it was not. */
function more<Name extends string>(name: Name, left: number): { [name in Name]?: number } {
  return left > 0 ? ({ [name]: left } as { [name in Name]: number }) : {};
}
