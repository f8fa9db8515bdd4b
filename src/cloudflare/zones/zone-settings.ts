/** Settings of a zone, one request each: Cloudflare has retired the endpoint that returned all of them. */

import type { SettingGetResponse } from 'cloudflare/resources/zones/settings';
import { REFUSAL_MEMORY_MS } from '../../limits/cloudflare.ts';
import { type AnswerPart, type MissingReason, tryPart } from '../answer-part.ts';
import type { Cloudflare } from '../cloudflare.ts';

export const SSL_SETTINGS = [
  'ssl',
  'min_tls_version',
  'tls_1_3',
  'always_use_https',
  'automatic_https_rewrites',
  'opportunistic_encryption',
  'security_header',
  'tls_client_auth',
] as const;
export const SECURITY_SETTINGS = [
  'security_level',
  'browser_check',
  'challenge_ttl',
  'email_obfuscation',
  'hotlink_protection',
  'waf',
  'max_upload',
] as const;
/** Other settings that change how traffic is handled. */
export const TRAFFIC_SETTINGS = [
  'development_mode',
  'cache_level',
  'browser_cache_ttl',
  'always_online',
  'http3',
] as const;

interface ZoneSetting {
  /** A text, a number, or an object as in `security_header`. */
  readonly value: unknown;
  /** RFC 3339; undefined if the setting was never changed. */
  readonly modifiedOn: string | undefined;
}

export interface ZoneSettings {
  /** By Cloudflare's setting ID. */
  readonly entries: ReadonlyMap<string, ZoneSetting>;
  /** Settings that could not be fetched: some do not exist on every plan. */
  readonly missing: ReadonlyMap<string, MissingReason>;
}

type SettingId = Parameters<Cloudflare['api']['zones']['settings']['get']>[0];

/** All side by side. For some minutes after a refusal of all, the first is asked alone: then one refusal is enough. */
export async function fetchZoneSettings(
  cloudflare: Cloudflare,
  zoneId: string,
  ids: readonly [string, ...string[]],
): Promise<AnswerPart<ZoneSettings>> {
  const { connection } = cloudflare;
  const fetchSettings = (some: readonly string[]) =>
    Promise.all(
      some.map(async (id) => {
        const part = await tryPart(async () =>
          toSetting(await cloudflare.api.zones.settings.get(id as SettingId, { zone_id: zoneId })),
        );
        return [id, part] as const;
      }),
    );
  const atOnce = Date.now() < connection.settingsRefusedUntilMs ? 1 : ids.length;
  const asked = await fetchSettings(ids.slice(0, atOnce));
  const refusals = asked.flatMap(([, part]) =>
    'missing' in part && part.missing.permission !== undefined ? [part] : [],
  );
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === asked.length) {
    connection.settingsRefusedUntilMs = Date.now() + REFUSAL_MEMORY_MS;
    return refusal;
  }
  connection.settingsRefusedUntilMs = 0;
  const entries = new Map<string, ZoneSetting>();
  const missing = new Map<string, MissingReason>();
  for (const [id, part] of [...asked, ...(await fetchSettings(ids.slice(atOnce)))]) {
    if ('missing' in part) missing.set(id, part.missing);
    else entries.set(id, part.value);
  }
  return { value: { entries, missing } };
}

function toSetting(setting: SettingGetResponse): ZoneSetting {
  const { value, modified_on } = (setting ?? {}) as { value?: unknown; modified_on?: string | null };
  return { value, modifiedOn: modified_on ?? undefined };
}
