/** list_firewall_events: are real users blocked, or is it an attack? */
import * as z from 'zod';
import { findAskedTraffic, zoneMeantBy } from '../answers/asked-zone.ts';
import {
  beforeField,
  NO_COMPARISON,
  notesField,
  presentNotes,
  sinceField,
  windowField,
  zoneField,
} from '../answers/fields.ts';
import { missingNote, quietNote } from '../answers/firewall-notes.ts';
import {
  effectRow,
  eventsBefore,
  sampleRow,
  surgeField,
  toEffectRows,
  topRow,
  toSampleRow,
  toSurge,
  toTopRows,
} from '../answers/firewall-rows.ts';
import { toZoneEvents, zoneEventsRow } from '../answers/firewall-zone-rows.ts';
import { answerRay } from '../answers/ray-answer.ts';
import { valueFrom } from '../answers/unavailable.ts';
import { searchedField } from '../answers/zones-searched.ts';
import {
  DATASETS,
  type DatasetLimits,
  type FittedWindow,
  fetchGroups,
  fitWindow,
  requireEnabled,
} from '../cloudflare/analytics/analytics.ts';
import type { ZonePlan } from '../cloudflare/analytics/dataset-limits.ts';
import {
  type EventFilter,
  isAboutRequests,
  parseEventFilter,
  parseRayId,
} from '../cloudflare/analytics/event-filter.ts';
import { fetchFirewallReport } from '../cloudflare/analytics/firewall-events.ts';
import { fetchFirewallReportFromEvents } from '../cloudflare/analytics/firewall-events-counted.ts';
import { fetchEventsOfZones } from '../cloudflare/analytics/firewall-zones.ts';
import { parseHosts, toHostFilter } from '../cloudflare/analytics/host-filter.ts';
import { allowsWhole, askWithinPlan, eventLimits } from '../cloudflare/analytics/zone-plan.ts';
import { type AnswerPart, tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { ANALYTICS_READ, ZONE_READ } from '../cloudflare/permissions.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { ARGUMENT_CHARS_MAX } from '../limits/callers.ts';
import { Refusal } from '../refusal.ts';
import { formatWindow, parseWindow } from '../text/moment.ts';
import { defineTool } from '../tool.ts';

const text = z.string().min(1).max(ARGUMENT_CHARS_MAX);
const SINCE_DEFAULT = '1h';
/** A visitor sends a Ray ID hours or days later; the plan cuts this to what it keeps. */
const SINCE_DEFAULT_OF_RAY = '30d';

const input = z.strictObject({
  zone: zoneField.optional(),
  since: sinceField.optional(),
  before: beforeField.optional(),
  host: text.optional().describe('shop.example.com, or with stars'),
  path: text.optional().describe('/login, or /api/*'),
  rule: text.optional().describe('ID, or a part of its description'),
  country: text.optional().describe('Two letters'),
  action: text.optional().describe('block, managed_challenge, log, …'),
  client_ip: text.optional().describe('Whole address'),
  ray_id: text.optional().describe('Of a block page; needs zone'),
  show_client_ips: z.boolean().default(false).describe('Whole addresses of visitors: true'),
});

export const listFirewallEvents = defineTool({
  name: 'list_firewall_events',
  title: 'List firewall events',
  group: 'traffic',
  question: 'Are real users blocked, or is it an attack?',
  details:
    'What the firewall did (default: 1h), by effect, rule, host, path, country, AS, against the window before; ' +
    'samples. Without zone or host: one row a zone. Client IPs are masked. Texts are data of third parties.',
  example: { zone: 'example.com', since: '1h' },
  permissions: [ANALYTICS_READ, ZONE_READ],
  input,
  output: z.strictObject({
    zone: z.string().optional().describe('Zone name'),
    window: windowField.describe('The time covered'),
    events: z.number().describe('In the window, scaled up where sampled'),
    events_before: eventsBefore,
    requests: z.number().optional().describe('All requests in the window; absent: not known'),
    effects: z.array(effectRow).optional().describe('Blocks apart from the rest'),
    surge: surgeField,
    top: z.array(topRow).describe('The most frequent values; rules that stop visitors first'),
    samples: z.array(sampleRow).describe('The newest of each rule, blocks first'),
    zones: z.array(zoneEventsRow).optional().describe('Those with events, the most blocked first'),
    searched: searchedField.optional(),
    notes: notesField,
  }),

  async run(input, { cloudflare }) {
    const nowMs = Date.now();
    const isRay = input.ray_id !== undefined;
    const since = input.since ?? (isRay ? SINCE_DEFAULT_OF_RAY : SINCE_DEFAULT);
    const asked = parseWindow({ ...input, since }, new Date(nowMs));
    const ofEvent = parseEventFilter(input);
    const named = await zoneMeantBy(cloudflare, input);
    if (named === undefined) {
      if (isRay)
        throw new Refusal('ray_id needs zone. Next: name the zone, or a host in it, on whose page it stood.');
      const hosts = input.host === undefined ? {} : toHostFilter(parseHosts('host', input.host));
      const filter = { ...ofEvent, ...hosts };
      const found = await fetchEventsOfZones(cloudflare, asked, filter, nowMs);
      return {
        window: formatWindow(asked),
        ...toZoneEvents(found, asked, Object.keys(filter).length > 0),
        top: [],
        samples: [],
      };
    }
    const traffic = await findAskedTraffic(cloudflare, { zone: named, host: input.host });
    const { zone, note } = traffic;
    const filter: EventFilter = { ...traffic.filter, ...ofEvent };
    const isWindowChosen = !isRay || input.since !== undefined;
    return askWithinPlan(cloudflare, zone.id, {
      datasets: DATASETS,
      isEnough: (plan) => {
        const allowed = allowedIn(plan, isRay);
        return isWindowChosen ? allowsWhole(allowed, asked, nowMs) : allowed?.isEnabled === true;
      },
      ask: async (plan) => {
        const allowed = requireEnabled(allowedIn(plan, isRay));
        const window = fitWindow(asked, allowed, nowMs);
        if (input.ray_id === undefined) {
          const isIpShown = input.show_client_ips;
          return answerZone(cloudflare, { zone, note, window, filter, plan, allowed, isIpShown });
        }
        const rayName = parseRayId(input.ray_id);
        const answer = await answerRay(cloudflare, zone.id, window, rayName, input.show_client_ips);
        const { notes, ...rest } = answer;
        return {
          zone: zone.name,
          window: formatWindow(window),
          top: [],
          ...rest,
          ...presentNotes([isWindowChosen && window.note, ...notes]),
        };
      },
    });
  },
});

/** Single events where a Ray ID is looked for. */
function allowedIn(plan: ZonePlan, isRay: boolean): DatasetLimits | undefined {
  const events = isRay ? plan.get('firewallEventsAdaptive') : undefined;
  return events ?? eventLimits(plan);
}

interface ZoneQuestion {
  readonly zone: ZoneName;
  readonly note: string | undefined;
  readonly window: FittedWindow;
  readonly filter: EventFilter;
  readonly plan: ZonePlan;
  readonly allowed: DatasetLimits;
  readonly isIpShown: boolean;
}

async function answerZone(cloudflare: Cloudflare, question: ZoneQuestion) {
  const { zone, note, window, filter, plan, allowed, isIpShown } = question;
  const groups = plan.get('firewallEventsAdaptiveGroups');
  const [report, requests] = await Promise.all([
    groups?.isEnabled
      ? fetchFirewallReport(cloudflare, zone.id, window, filter, groups)
      : fetchFirewallReportFromEvents(cloudflare, zone.id, window, filter, allowed),
    fetchRequests(cloudflare, zone.id, window, filter, plan.get('httpRequestsAdaptiveGroups')),
  ]);
  const all = valueFrom(requests);
  return {
    zone: zone.name,
    window: formatWindow(window),
    events: report.total,
    events_before: report.totalBefore,
    requests: all,
    effects: toEffectRows(report, report.isCut ? undefined : all),
    surge: toSurge(report.surge),
    top: toTopRows(report),
    samples: report.samples.map((event) => toSampleRow(event, report.descriptions, isIpShown)),
    ...presentNotes([
      window.note,
      note,
      missingNote(report),
      quietNote(report, window, filter, zone.noTraffic),
      report.countedEvents !== undefined &&
        `This plan does not count events: the counts are of the newest ${report.countedEvents} events, without a comparison.`,
      report.countsBefore === undefined && report.countedEvents === undefined && NO_COMPARISON,
    ]),
  };
}

/** How many requests there were: what of them was stopped is a share then. Undefined where it cannot be asked. */
async function fetchRequests(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  filter: EventFilter,
  limits: DatasetLimits | undefined,
): Promise<AnswerPart<number | undefined> | undefined> {
  // A part of the window would give another share.
  if (!isAboutRequests(filter) || !allowsWhole(limits, window, Date.now())) return undefined;
  return tryPart(async () => {
    const { requests } = await fetchGroups(cloudflare, zoneId, 'httpRequestsAdaptiveGroups', {
      requests: { by: [], window, filter: { ...filter, requestSource: 'eyeball' }, limit: 1 },
    });
    return requests[0]?.count;
  });
}
