/** list_firewall_events: are real users blocked, or is it an attack? */
import * as z from 'zod';
import { findAskedTraffic } from '../answers/asked-zone.ts';
import {
  beforeField,
  NO_COMPARISON,
  notesField,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { table, toTable } from '../answers/table.ts';
import { fetchDatasetLimits, fitWindow, requireEnabled } from '../cloudflare/analytics/analytics.ts';
import {
  FIREWALL_DIMENSION_NAMES,
  type FirewallEvent,
  type FirewallReport,
  fetchFirewallReport,
  fetchFirewallReportFromEvents,
} from '../cloudflare/analytics/firewall-events.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

export const listFirewallEvents = defineTool({
  name: 'list_firewall_events',
  title: 'List firewall events',
  group: 'traffic',
  question: 'Are real users blocked, or is it an attack?',
  details:
    'What the firewall did, by action, source, rule, host, path, country, AS, against the window before, and samples with ' +
    'Ray IDs.',
  example: { zone: 'example.com', since: '1h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({
    zone: zoneField,
    since: sinceField.default('1h'),
    before: beforeField.optional(),
    show_client_ips: z.boolean().default(false).describe('Whole addresses of visitors: true'),
  }),
  output: z.strictObject({
    zone: z.string(),
    window: windowField,
    total: z.number(),
    total_before: z.number().optional(),
    top: table,
    samples: table,
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const nowMs = Date.now();
    const asked = parseWindow(input, new Date(nowMs));
    const { zone, filter, note } = await findAskedTraffic(cloudflare, input);
    const limits = await fetchDatasetLimits(cloudflare, zone.id);
    const groups = limits.get('firewallEventsAdaptiveGroups');
    const events = limits.get('firewallEventsAdaptive');
    const allowed = requireEnabled(groups?.isEnabled ? groups : events);
    const window = fitWindow(asked, allowed, nowMs);
    const report = groups?.isEnabled
      ? await fetchFirewallReport(cloudflare, zone.id, window, filter)
      : await fetchFirewallReportFromEvents(cloudflare, zone.id, window, filter, allowed);
    return {
      zone: zone.name,
      window: formatWindow(window),
      total: report.total,
      ...(report.totalBefore !== undefined && { total_before: report.totalBefore }),
      top: top(report),
      samples: toTable(
        SAMPLE_COLUMNS,
        report.samples.map((event) => toSample(event, input.show_client_ips)),
      ),
      ...presentNotes([
        window.note,
        note,
        report.total === 0 &&
          'The firewall did nothing in this window: it blocks nobody, and sees no attack.',
        report.countedEvents !== undefined &&
          `This plan does not count events: the counts are of the newest ${report.countedEvents} events, without a comparison.`,
        report.countsBefore === undefined && report.countedEvents === undefined && NO_COMPARISON,
        !input.show_client_ips &&
          report.samples.length > 0 &&
          'Client addresses are masked: show_client_ips shows them whole.',
      ]),
    };
  },
});

const SAMPLE_COLUMNS = [
  'time',
  'action',
  'source',
  'rule',
  'ray_id',
  'host',
  'path',
  'country',
  'as',
  'client_ip',
];

function top({ counts, countsBefore }: FirewallReport) {
  const rows = FIREWALL_DIMENSION_NAMES.flatMap((by) =>
    [...counts[by]].map(([value, events]) => ({
      by,
      value,
      events,
      before: countsBefore && (countsBefore[by].get(value) ?? 0),
    })),
  );
  return toTable(['by', 'value', 'events', 'before'], rows);
}

/** Named fields only: the event also has the query string and the user agent, which may hold anything. */
function toSample(event: FirewallEvent, isIpShown: boolean) {
  const { clientIP } = event;
  return {
    time: event.datetime,
    action: event.action,
    source: event.source,
    rule: event.description || event.ruleId,
    ray_id: event.rayName,
    host: event.clientRequestHTTPHost,
    path: event.clientRequestPath,
    country: event.clientCountryName,
    as: event.clientASNDescription ?? event.clientAsn,
    client_ip: clientIP === undefined || isIpShown ? clientIP : masked(clientIP),
  };
}

/** Keeps the network and hides the host: 203.0.x.x, 2001:db8:1::x. */
function masked(address: string): string {
  const mapped = /(?:^|:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(address)?.[1];
  if (mapped !== undefined) return `${mapped.split('.').slice(0, 2).join('.')}.x.x`;
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  // `::` stands for groups of zeros.
  const known = tail === undefined ? groups : [...groups, '0', '0', '0'];
  return `${known.slice(0, 3).join(':') || '0'}::x`;
}
