/** The rulesets of one zone, by name; their rules are not listed here. */
import type { Answer } from './envelope.ts';
import { AUTHENTICATION_ERROR, type Call, zoneFor } from './permissions.ts';
import { sorted } from './query.ts';

export function listRulesets(call: Call, zoneId: string): Answer {
  const zone = zoneFor(call, zoneId, { accepts: ['Zone WAF Read'], lacking: AUTHENTICATION_ERROR });
  return { result: sorted(zone.rulesets, ({ name }) => name, 'asc') };
}
