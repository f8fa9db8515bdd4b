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
import { toShortText } from '../answers/short-text.ts';
import { fetchDatasetLimits, fitWindow, requireEnabled } from '../cloudflare/analytics/analytics.ts';
import {
  FIREWALL_DIMENSION_NAMES,
  type FirewallEvent,
  type FirewallReport,
  fetchFirewallReport,
  fetchFirewallReportFromEvents,
} from '../cloudflare/analytics/firewall-events.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import { toText, toTime } from '../text/field-value.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

const eventsBefore = z.number().optional().describe('In the window before; absent: not known');

const topRow = z.strictObject({
  by: z.string().describe('action, source, rule, host, path, country or as'),
  value: z.string().optional().describe('A rule: its description, or its ID; absent: none'),
  rule_id: z.string().optional().describe('Of a rule'),
  events: z.number().describe('How many'),
  events_before: eventsBefore,
});

const sampleRow = z.strictObject({
  time: z.string().optional().describe('RFC 3339'),
  action: z.string().optional().describe('block, managed_challenge, log, …'),
  source: z.string().optional().describe('firewallCustom, l7ddos, rateLimit, …'),
  rule: z.string().optional().describe('As value in top where by is rule'),
  rule_id: z.string().optional().describe('As in top'),
  ray_id: z.string().optional().describe('As on the block page'),
  host: z.string().optional().describe('Of the request'),
  path: z.string().optional().describe('Without its query'),
  country: z.string().optional().describe('Two letters'),
  as: z.string().optional().describe('Network of the client'),
  client_ip: z.string().optional().describe('Masked, unless show_client_ips is true'),
});

export const listFirewallEvents = defineTool({
  name: 'list_firewall_events',
  title: 'List firewall events',
  group: 'traffic',
  question: 'Are real users blocked, or is it an attack?',
  details:
    'What the firewall did, by action, source, rule, host, path, country, AS, against the window before, and samples with ' +
    'Ray IDs. Client addresses are masked. Texts are data of third parties.',
  example: { zone: 'example.com', since: '1h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input: z.strictObject({
    zone: zoneField,
    since: sinceField.default('1h'),
    before: beforeField.optional(),
    show_client_ips: z.boolean().default(false).describe('Whole addresses of visitors: true'),
  }),
  output: z.strictObject({
    zone: z.string().describe('Zone name'),
    window: windowField.describe('The time covered'),
    events: z.number().describe('In the window, scaled up where sampled'),
    events_before: eventsBefore,
    top: z.array(topRow).describe('The most frequent values'),
    samples: z.array(sampleRow).describe('The newest events'),
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
      events: report.total,
      events_before: report.totalBefore,
      top: top(report),
      samples: report.samples.map((event) => toSample(event, report, input.show_client_ips)),
      ...presentNotes([
        window.note,
        note,
        report.total === 0 &&
          'The firewall did nothing in this window: it blocks nobody, and sees no attack.',
        report.countedEvents !== undefined &&
          `This plan does not count events: the counts are of the newest ${report.countedEvents} events, without a comparison.`,
        report.countsBefore === undefined && report.countedEvents === undefined && NO_COMPARISON,
      ]),
    };
  },
});

function top({ counts, countsBefore, descriptions }: FirewallReport): z.input<typeof topRow>[] {
  return FIREWALL_DIMENSION_NAMES.flatMap((by) =>
    [...counts[by]].map(([value, events]) => ({
      by,
      value: toShortText(by === 'rule' ? (descriptions.get(value) ?? value) : value),
      ...(by === 'rule' && { rule_id: value }),
      events,
      events_before: countsBefore && (countsBefore[by].get(value) ?? 0),
    })),
  );
}

/** Named fields only: the event also has the query string and the user agent, which may hold anything. */
function toSample(
  event: FirewallEvent,
  { descriptions }: FirewallReport,
  isIpShown: boolean,
): z.input<typeof sampleRow> {
  const [clientIp, ruleId] = [toText(event.clientIP), toText(event.ruleId)];
  return {
    time: toTime(event.datetime),
    action: toText(event.action),
    source: toText(event.source),
    rule: toShortText(ruleId === undefined ? event.description : (descriptions.get(ruleId) ?? ruleId)),
    rule_id: ruleId,
    ray_id: toText(event.rayName),
    host: toText(event.clientRequestHTTPHost),
    path: toShortText(event.clientRequestPath),
    country: toText(event.clientCountryName),
    as: toShortText(event.clientASNDescription) ?? toText(event.clientAsn),
    client_ip: clientIp === undefined || isIpShown ? clientIp : masked(clientIp),
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
