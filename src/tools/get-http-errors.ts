/** get_http_errors: what fails, since when, at the edge or origin? */
import * as z from 'zod';
import { zoneMeantBy } from '../answers/asked-zone.ts';
import { decodeCursor, encodeCursor, questionOf, rowCursor } from '../answers/cursor.ts';
import { errorReportFields, fetchErrorAnswer } from '../answers/error-answer.ts';
import {
  beforeField,
  cursorField,
  listFields,
  notesField,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { unavailableField } from '../answers/unavailable.ts';
import { describeZones, toZoneTrafficRows, zonesTrafficSearched } from '../answers/zone-traffic-rows.ts';
import { searchedField } from '../answers/zones-searched.ts';
import { parseHosts, toHostFilter } from '../cloudflare/analytics/host-filter.ts';
import { BREAKDOWN_NAMES } from '../cloudflare/analytics/http-error-details.ts';
import { parseRequestFilter } from '../cloudflare/analytics/request-filter.ts';
import { fetchZonesTraffic } from '../cloudflare/analytics/zone-traffic.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { ZONES_WINDOW_HOURS_MAX } from '../limits/cloudflare.ts';
import { HOUR_MS } from '../limits/time.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

const text = z.string().min(1).max(300);

const input = z.strictObject({
  zone: zoneField.optional(),
  since: sinceField.default('1h'),
  before: beforeField.optional(),
  host: text.describe('Only this host, or * at either end: shop.example.com').optional(),
  path: text.describe('Only this path, or * at either end: /api/*').optional(),
  country: z.string().length(2).describe('Only from there: DE').optional(),
  status: z.int().min(100).max(599).describe('Look closely at this one: 403').optional(),
  by: z.enum(BREAKDOWN_NAMES).describe('Count requests by this too').optional(),
  cursor: cursorField.optional(),
});

export const getHttpErrors = defineTool({
  name: 'get_http_errors',
  title: 'Get HTTP errors',
  group: 'traffic',
  question: 'What fails, since when, at the edge or origin?',
  details:
    'Requests, 3xx, 4xx, 5xx over time: what moved, since when, edge and origin status in words, hosts, paths, countries. ' +
    'Without zone or host: one row a zone. Proxied traffic only. Paths are third-party data.',
  example: { zone: 'example.com', since: '3h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input,
  output: z.strictObject({
    zone: z.string().optional().describe('Name'),
    window: windowField
      .extend({ bucket_seconds: z.number().optional().describe('Of series') })
      .describe('Covered'),
    ...errorReportFields,
    searched: searchedField.optional(),
    unavailable: unavailableField,
    notes: notesField,
    next_cursor: listFields.next_cursor,
  }),

  async run(asked, { cloudflare }) {
    const zone = await zoneMeantBy(cloudflare, asked);
    return zone === undefined
      ? answerAllZones(cloudflare, asked)
      : fetchErrorAnswer(cloudflare, { ...asked, zone });
  },
});

async function answerAllZones(cloudflare: Cloudflare, asked: z.output<typeof input>) {
  const question = questionOf('get_http_errors', asked);
  const from = asked.cursor === undefined ? 0 : decodeCursor(question, asked.cursor, rowCursor).row;
  const wanted = parseWindow(asked, new Date());
  // Plans differ in how far back they reach; the smallest reaches a day.
  const lengthMs = Math.min(wanted.beforeMs - wanted.sinceMs, ZONES_WINDOW_HOURS_MAX * HOUR_MS);
  const window = { sinceMs: wanted.beforeMs - lengthMs, beforeMs: wanted.beforeMs };
  const traffic = await fetchZonesTraffic(cloudflare, {
    from,
    window,
    earlier: { sinceMs: window.sinceMs - lengthMs, beforeMs: window.sinceMs },
    filter: {
      ...(asked.host !== undefined && toHostFilter(parseHosts('host', asked.host))),
      ...parseRequestFilter(asked),
    },
  });
  return {
    window: formatWindow(window),
    ...toZoneTrafficRows(traffic),
    searched: zonesTrafficSearched(traffic),
    ...presentNotes([
      window.sinceMs !== wanted.sinceMs &&
        `The window was cut to ${ZONES_WINDOW_HOURS_MAX} hours, the longest over all zones; name a zone for a longer one.`,
      (asked.status !== undefined || asked.by !== undefined) &&
        'status and by were left out: they are answered for one zone.',
      ...describeZones(traffic),
    ]),
    ...(traffic.next !== undefined && { next_cursor: encodeCursor(question, { row: traffic.next }) }),
  };
}
