/** get_cloudflare_status: is it Cloudflare? */

import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import { notesField, presentNotes, zoneField } from '../answers/fields.ts';
import { table, toTable } from '../answers/table.ts';
import { missingFrom, unavailableField, unavailableParts, valueFrom } from '../answers/unavailable.ts';
import { fetchDatasetLimits, fetchGroups, fitWindow } from '../cloudflare/analytics/analytics.ts';
import { EDGE_5XX } from '../cloudflare/analytics/http-errors.ts';
import { tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { StatusEntry } from '../cloudflare/status-page.ts';
import {
  HOUR_MS,
  NAME_CHARS_MAX,
  STATUS_COMPONENTS_MAX,
  STATUS_ENTRIES_MAX,
  STATUS_TEXT_CHARS_MAX,
  TOP_ROWS,
} from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { plainText } from '../text/plain-text.ts';
import { defineTool } from '../tool.ts';

export const getCloudflareStatus = defineTool({
  name: 'get_cloudflare_status',
  title: 'Get Cloudflare status',
  group: 'health',
  question: 'Is it Cloudflare?',
  details:
    "Unresolved incidents, active maintenance and degraded components from Cloudflare's status page; with zone, those in " +
    'data centres where its traffic fails.',
  example: { zone: 'example.com' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({ zone: zoneField.optional() }),
  output: z.strictObject({
    overall: z.string().optional(),
    incidents: table.optional(),
    maintenances: table.optional(),
    components: table.optional(),
    failing_data_centres: z.array(z.string()).optional(),
    matches: z
      .array(z.string())
      .optional()
      .describe('Incidents, maintenances and components in these data centres'),
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
    const [fetched, failing] = await Promise.all([
      tryPart(() => statusPage.load(cloudflare.signal)),
      input.zone === undefined ? undefined : tryPart(() => failingDataCentres(cloudflare, input.zone ?? '')),
    ]);
    const { codes, note } = valueFrom(failing) ?? {};
    if ('missing' in fetched) {
      if (codes === undefined) throw fetched.missing.failure;
      return {
        failing_data_centres: codes,
        ...unavailableParts(missingFrom('status_page', fetched)),
        ...presentNotes([note, codes.length === 0 && NONE_FAILED]),
      };
    }
    const page = fetched.value;
    const named = [...page.incidents, ...page.maintenances, ...page.components].map(({ name, ...entry }) => ({
      name,
      text: `${name} ${'components' in entry ? entry.components : ''} ${'latest' in entry ? entry.latest : ''}`,
    }));
    const matches = codes && named.filter(({ text }) => codes.some((code) => text.includes(`(${code})`)));
    const isQuiet =
      page.isQuiet && page.incidents.length + page.maintenances.length + page.components.length === 0;
    const incidents = page.incidents.slice(0, STATUS_ENTRIES_MAX).map(toRow);
    const maintenances = page.maintenances.slice(0, STATUS_ENTRIES_MAX).map(toRow);
    const left = page.incidents.length + page.maintenances.length - incidents.length - maintenances.length;
    return {
      overall: page.overall,
      incidents: toTable(COLUMNS, incidents),
      maintenances: toTable(COLUMNS, maintenances),
      components: toTable(['name', 'status'], page.components.slice(0, STATUS_COMPONENTS_MAX)),
      ...(codes && { failing_data_centres: codes }),
      ...(matches && {
        matches: matches.slice(0, STATUS_COMPONENTS_MAX).map(({ name }) => plainText(name, NAME_CHARS_MAX)),
      }),
      ...unavailableParts(missingFrom('failing_data_centres', failing)),
      ...presentNotes([
        isQuiet && 'Cloudflare reports nothing: the cause is more likely on this side.',
        note,
        codes?.length === 0 && NONE_FAILED,
        codes !== undefined &&
          codes.length > 0 &&
          matches?.length === 0 &&
          'Nothing reported concerns these data centres.',
        left > 0 && `${left} more incidents and maintenances are not shown: see the status page.`,
        page.components.length > STATUS_COMPONENTS_MAX &&
          `${page.components.length} components are not operational; the first ${STATUS_COMPONENTS_MAX} are shown.`,
      ]),
    };
  },
});

const NONE_FAILED = 'No request of this zone failed with 5xx in the last hour.';

const COLUMNS = ['name', 'status', 'impact', 'started', 'updated', 'latest', 'components'];

/** Data centres (IATA codes) where requests failed with 5xx in the last hour, the worst first. */
async function failingDataCentres(cloudflare: Cloudflare, reference: string) {
  const { zone, filter, note } = await findAskedTraffic(cloudflare, { zone: reference });
  const dataset = 'httpRequestsAdaptiveGroups';
  const limits = (await fetchDatasetLimits(cloudflare, zone.id, [dataset])).get(dataset);
  const now = Date.now();
  const asked = { sinceMs: now - HOUR_MS, beforeMs: now };
  const window = limits ? fitWindow(asked, limits, now) : asked;
  const question = { by: ['coloCode'], window, filter: { ...EDGE_5XX, ...filter }, limit: TOP_ROWS };
  const { colos } = await fetchGroups(cloudflare, zone.id, dataset, { colos: question });
  return { codes: colos.map(({ dimensions }) => String(dimensions.coloCode ?? '')), note };
}

/** Returns a plain object, because the type of a table's rows is an index signature. */
function toRow(entry: StatusEntry) {
  const { name, latest, components, ...others } = entry;
  return {
    name: plainText(name, NAME_CHARS_MAX),
    ...others,
    latest: plainText(latest, STATUS_TEXT_CHARS_MAX),
    components: plainText(components, NAME_CHARS_MAX),
  };
}
