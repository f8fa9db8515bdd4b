/** Settings of a zone, one request each: the endpoint that gave them all is gone. */
import type { SettingGetResponse } from 'cloudflare/resources/zones/settings';
import type { AnswerPart, Cloudflare, MissingReason } from '../cloudflare.ts';

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
] as const;
/** Beside those of SSL and security, what changes how traffic is treated. */
export const TRAFFIC_SETTINGS = [
  'development_mode',
  'cache_level',
  'browser_cache_ttl',
  'always_online',
  'http3',
] as const;

interface ZoneSetting {
  /** A text, a number, or an object such as that of `security_header`. */
  readonly value: unknown;
  /** RFC 3339; undefined for one that was never changed. */
  readonly modifiedOn: string | undefined;
}

export interface ZoneSettings {
  /** By Cloudflare's setting ID. */
  readonly entries: ReadonlyMap<string, ZoneSetting>;
  /** Settings that failed alone: some do not exist on some plans. */
  readonly missing: ReadonlyMap<string, MissingReason>;
}

type SettingId = Parameters<Cloudflare['api']['zones']['settings']['get']>[0];

/** Side by side, after the first: where the permission is missing, one refusal is enough, and the whole is missing. */
export async function readZoneSettings(
  cloudflare: Cloudflare,
  zoneId: string,
  [firstId, ...otherIds]: readonly [string, ...string[]],
): Promise<AnswerPart<ZoneSettings>> {
  const read = async (id: string): Promise<[string, AnswerPart<ZoneSetting>]> => {
    const setting = () => cloudflare.api.zones.settings.get(id as SettingId, { zone_id: zoneId });
    return [id, await cloudflare.tryPart(async () => toSetting(await setting()))];
  };
  const first = await read(firstId);
  const [, part] = first;
  if ('missing' in part && part.missing.permission !== undefined) return part;

  const entries = new Map<string, ZoneSetting>();
  const missing = new Map<string, MissingReason>();
  for (const [id, each] of [first, ...(await Promise.all(otherIds.map(read)))]) {
    if ('missing' in each) missing.set(id, each.missing);
    else entries.set(id, each.value);
  }
  return { value: { entries, missing } };
}

function toSetting(setting: SettingGetResponse): ZoneSetting {
  const { value, modified_on } = (setting ?? {}) as { value?: unknown; modified_on?: string | null };
  return { value, modifiedOn: modified_on ?? undefined };
}
