/** What is known of a Ray ID: the events of the firewall, or else how the request was answered. */
import type { FittedWindow } from '../cloudflare/analytics/analytics.ts';
import { fetchFirewallEvents } from '../cloudflare/analytics/firewall-samples.ts';
import { fetchRequestsOfRay, type RayRequest } from '../cloudflare/analytics/ray-lookup.ts';
import { type AnswerPart, tryPart } from '../cloudflare/answer-part.ts';
import type { Cloudflare } from '../cloudflare/cloudflare.ts';
import { describeFailure } from '../cloudflare/http/failure-words.ts';
import { FIREWALL_SAMPLES } from '../limits/answers.ts';
import { toText } from '../text/field-value.ts';
import { toRayRequestRow, toSampleRow } from './firewall-rows.ts';
import { valueFrom } from './unavailable.ts';

/** The part of the answer that is about one Ray ID. */
export async function answerRay(
  cloudflare: Cloudflare,
  zoneId: string,
  window: FittedWindow,
  rayName: string,
  isIpShown: boolean,
) {
  const { events } = await fetchFirewallEvents(cloudflare, zoneId, window, { rayName }, FIREWALL_SAMPLES);
  const samples = events.map((event) => toSampleRow(event, new Map(), isIpShown));
  if (events.length > 0) return { events: events.length, samples, notes: [] };
  const requests = await tryPart(() => fetchRequestsOfRay(cloudflare, zoneId, window, rayName));
  const found = valueFrom(requests) ?? [];
  return {
    events: 0,
    samples: found.map(toRayRequestRow),
    notes: [rayNote(rayName, requests)],
  };
}

/** Cloudflare keeps a sample of all requests: what is not found may have been made all the same. */
function rayNote(rayName: string, requests: AnswerPart<readonly RayRequest[]>): string {
  if ('missing' in requests) {
    return `No firewall event has the Ray ID ${rayName}. Requests could not be asked: ${describeFailure(requests.missing.failure)}.`;
  }
  const [found] = requests.value;
  if (found === undefined) {
    return `Nothing was found of the Ray ID ${rayName} in this window; only a sample is kept. Next: ask with host, path and the time.`;
  }
  const [edge, origin] = [toText(found.edgeResponseStatus), toText(found.originResponseStatus)];
  return (
    `No firewall event has the Ray ID ${rayName}, but a request has: answered ${edge ?? 'with an unknown status'}, ` +
    `${origin === '0' ? 'without an answer of the origin' : `by the origin ${origin ?? 'with an unknown status'}`}.`
  );
}
