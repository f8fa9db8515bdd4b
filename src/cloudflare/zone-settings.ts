/** Settings of a zone, one request each: the endpoint that gave them all is gone. */
import type { SettingGetResponse } from 'cloudflare/resources/zones/settings';
import type { Cloudflare, MissingPart, Part } from './cloudflare.ts';

export interface ZoneSettings {
  /** By Cloudflare's setting ID; texts, numbers, or objects such as that of `security_header`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Settings that failed alone: some do not exist on some plans. */
  readonly missing: ReadonlyMap<string, MissingPart>;
}

type SettingId = Parameters<Cloudflare['api']['zones']['settings']['get']>[0];

/** Side by side, after the first: where the permission is missing, one refusal is enough, and the whole is missing. */
export async function readZoneSettings(
  cloudflare: Cloudflare,
  zoneId: string,
  [firstId, ...otherIds]: readonly [string, ...string[]],
): Promise<Part<ZoneSettings>> {
  const read = async (id: string): Promise<[string, Part<unknown>]> => {
    const setting = () => cloudflare.api.zones.settings.get(id as SettingId, { zone_id: zoneId });
    return [id, await cloudflare.attempt(async () => toValue(await setting()))];
  };
  const first = await read(firstId);
  const [, part] = first;
  if ('missing' in part && part.missing.permission !== undefined) return part;

  const values = new Map<string, unknown>();
  const missing = new Map<string, MissingPart>();
  for (const [id, each] of [first, ...(await Promise.all(otherIds.map(read)))]) {
    if ('missing' in each) missing.set(id, each.missing);
    else values.set(id, each.value);
  }
  return { value: { values, missing } };
}

function toValue(setting: SettingGetResponse): unknown {
  return 'value' in setting ? setting.value : undefined;
}
