/** Stand-alone health checks of one zone. */
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR, type Call, zoneFor } from './permissions.ts';
import { pageOf, sorted } from './query.ts';

export function listHealthchecks(call: Call, zoneId: string): Answer {
  const zone = zoneFor(call, zoneId, { accepts: ['Health Checks Read'], lacking: AUTHENTICATION_ERROR });
  const rows = sorted(zone.healthchecks, ({ name }) => name, 'asc');
  return pageOf(rows, call.query, { fallback: 25, min: 5, max: 1000 });
}
