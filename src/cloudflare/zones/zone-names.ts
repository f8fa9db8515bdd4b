/** Names of zones of which only the ID is known, such as in alerts of certificates. */
import { ZONE_NAMES_ASKED_MAX } from '../../limits/cloudflare.ts';
import { tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';
import { isReadable, toZoneName } from './zone-choice.ts';
import { fetchZone } from './zone-directory.ts';

/**
 * Remembers the names of these zones in `cloudflare.zones`; at most a few are asked for.
 * @returns how many have no name: not asked for, deleted, or not to be read with this credential.
 */
export async function learnZoneNames(cloudflare: Cloudflare, ids: Iterable<string>): Promise<number> {
  const unknown = [...new Set(ids)].filter((id) => cloudflare.zones.get(id) === undefined);
  const asked = unknown.filter((id) => /^[0-9a-f]{32}$/i.test(id)).slice(0, ZONE_NAMES_ASKED_MAX);
  const parts = await Promise.all(asked.map((id) => tryPart(() => fetchZone(cloudflare, id))));
  for (const part of parts) {
    if ('value' in part && isReadable(part.value))
      cloudflare.zones.set(part.value.id, toZoneName(part.value));
  }
  return unknown.filter((id) => cloudflare.zones.get(id) === undefined).length;
}
