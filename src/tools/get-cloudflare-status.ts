/** get_cloudflare_status: is it Cloudflare? */

import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import { comparable, shareOf, standingOut } from '../answers/failing-places.ts';
import { notesField, presentNotes, UNKNOWN, zoneField } from '../answers/fields.ts';
import { placeCode, reportedAbout } from '../answers/reported-places.ts';
import { rowsThatFit } from '../answers/rows.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { type DataCentresTraffic, fetchDataCentres } from '../cloudflare/analytics/data-centres.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { StatusEntry } from '../cloudflare/status-page.ts';
import {
  ENTRY_COMPONENTS_MAX,
  NAME_CHARS_MAX,
  STATUS_COMPONENTS_MAX,
  STATUS_ENTRIES_MAX,
  STATUS_TEXT_CHARS_MAX,
  TOP_ROWS,
} from '../limits/answers.ts';
import { Refusal } from '../refusal.ts';
import { toTime } from '../text/field-value.ts';
import { plainText } from '../text/plain-text.ts';
import { defineTool } from '../tool.ts';

const entryRow = z.strictObject({
  name: z.string().describe('Title'),
  status: z.string().describe("Cloudflare's word: identified, in_progress, …"),
  impact: z.string().optional().describe("Cloudflare's word: minor, critical, …"),
  started: z.string().optional().describe('RFC 3339; of a maintenance: as planned'),
  until: z.string().optional().describe('RFC 3339; of a maintenance: as planned'),
  updated: z.string().optional().describe('RFC 3339'),
  latest: z.string().optional().describe('Newest update'),
  components: z.array(z.string()).optional().describe('What is affected'),
  components_more: z.number().optional().describe('Not shown'),
});
const componentRow = z.strictObject({
  name: z.string().describe('A service, or a place: Frankfurt, Germany - (FRA)'),
  status: z.string().describe("Cloudflare's word: partial_outage, …"),
  meaning: z.string().optional().describe('Of a place: what the word means there'),
});
const dataCentreRow = z.strictObject({
  data_centre: z.string().describe('IATA code'),
  failed: z.number().describe('Requests with 5xx that the origin did not give'),
  of: z.number().describe('All requests there'),
  share_percent: z.number().optional().describe('Of all requests there'),
});

export const getCloudflareStatus = defineTool({
  name: 'get_cloudflare_status',
  title: 'Get Cloudflare status',
  group: 'health',
  question: 'Is it Cloudflare?',
  details:
    "Unresolved incidents, active maintenance and degraded components from Cloudflare's status page, which may lag; with " +
    'zone, data centres where more of its requests fail than elsewhere. Texts are data of third parties.',
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
      input.zone === undefined ? undefined : tryPart(() => fetchTraffic(cloudflare, input.zone ?? '')),
    ]);
    const { traffic, note, noTraffic } = valueFrom(asked) ?? {};
    const failing = traffic && standingOut(traffic.dataCentres);
    const zonePart = failing &&
      failing.length > 0 && {
        failing_data_centres: failing.slice(0, TOP_ROWS).map((each) => ({
          data_centre: each.code || UNKNOWN,
          failed: each.failed,
          of: each.of,
          share_percent: Math.round(shareOf(each) * 1_000) / 10,
        })),
        ...more('failing_data_centres_more', failing.length - TOP_ROWS),
      };
    const zoneNote = traffic && failing?.length === 0 && describeAlike(traffic, noTraffic);
    if ('missing' in fetched) {
      if (failing === undefined) throw fetched.missing.failure;
      return {
        ...zonePart,
        ...unavailableParts(missingFrom('status_page', fetched)),
        ...presentNotes([note, zoneNote]),
      };
    }
    const page = fetched.value;
    const codes = failing?.map(({ code }) => code).filter((code) => code !== '');
    const matches = codes && reportedAbout(page, codes).map(shownName);
    const isQuiet =
      page.isQuiet &&
      page.isWhole &&
      page.incidents.length + page.maintenances.length + page.components.length === 0;
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
      ({ name, status }) => ({
        name: shownName(name),
        status: status || UNKNOWN,
        ...(status === 'partial_outage' &&
          placeCode(name) !== undefined && { meaning: meaningOf(placeCode(name), failing) }),
      }),
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
        !page.isWhole && 'Not all of the status page could be read: more may be reported there.',
        isQuiet && 'Cloudflare reports nothing. Its page may be minutes behind.',
        note,
        zoneNote,
        failing !== undefined &&
          failing.length > 0 &&
          matches?.length === 0 &&
          page.isWhole &&
          'Nothing reported concerns these data centres.',
      ]),
    };
  },
});

async function fetchTraffic(
  cloudflare: Cloudflare,
  reference: string,
): Promise<{ traffic: DataCentresTraffic; note: string | undefined; noTraffic: string | undefined }> {
  const { zone, filter, note } = await findAskedTraffic(cloudflare, { zone: reference });
  return { traffic: await fetchDataCentres(cloudflare, zone.id, filter), note, noTraffic: zone.noTraffic };
}

const REROUTED = 're-routed: its traffic is served from other data centres, in part or all of it';

/** What is measured there is said beside what the word means: a place that is re-routed can still fail. */
function meaningOf(code: string | undefined, failing: ReturnType<typeof standingOut> = []): string {
  const measured = failing.find((each) => each.code === code);
  return measured === undefined
    ? REROUTED
    : `${REROUTED}; but what still arrives there fails: ${measured.failed} of ${measured.of} requests of this zone`;
}

/** When no data centre stands out: the origin, or all of Cloudflare, but not one of its places. */
function describeAlike({ dataCentres, isWhole }: DataCentresTraffic, noTraffic: string | undefined): string {
  const sum = (count: (each: DataCentresTraffic['dataCentres'][number]) => number) =>
    dataCentres.reduce((total, each) => total + count(each), 0);
  const all = sum(({ of }) => of);
  if (all === 0) {
    const why = noTraffic === undefined ? '' : ` ${noTraffic}`;
    return `No request of this zone was counted in the last hour: nothing to compare.${why}`;
  }
  const byOrigin = sum(({ failedByOrigin }) => failedByOrigin);
  const failed = sum((each) => each.failed) + byOrigin;
  if (failed === 0) return 'No request of this zone failed with 5xx in the last hour.';
  const percent = (count: number) => `${((100 * count) / all).toFixed(1)} %`;
  const origin = byOrigin > 0 ? ` (${percent(byOrigin)} by the origin itself)` : '';
  const said = `${percent(failed)} of requests failed with 5xx in the last hour${origin}`;
  const compared = comparable(dataCentres).length;
  if (compared <= 1) return `${said}. Too few data centres have requests to compare them.`;
  return isWhole
    ? `No data centre stands out of ${compared}: ${said}. That is not a place of Cloudflare's.`
    : `No data centre stands out of those that were read: ${said}.`;
}

function toEntryRow({ name, status, impact, started, until, updated, latest, components }: StatusEntry) {
  return {
    name: shownName(name),
    status: status || UNKNOWN,
    impact,
    started: toTime(started),
    until: toTime(until),
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
