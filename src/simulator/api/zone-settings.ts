/** Zone settings: one by one, since the endpoint for all of them reached its end of life. */
import { type Answer, Refusal } from './envelope.ts';
import { type Call, type Rule, UNAUTHORIZED, zoneFor } from './permissions.ts';

const ZONE_SETTINGS_READ: Rule = { accepts: ['Zone Settings Read'], lacking: UNAUTHORIZED };

export function getZoneSetting(call: Call, zoneId: string, settingId: string): Answer {
  const { settings } = zoneFor(call, zoneId, ZONE_SETTINGS_READ);
  // Object.hasOwn, so that no word of JavaScript itself is taken for a setting.
  if (Object.hasOwn(settings, settingId)) return { result: settings[settingId] };
  throw new Refusal(400, { code: 1003, message: `Undefined zone setting: ${settingId}` });
}

/** Gone since 2026-09-15. The status is what other retired endpoints answer; the code is not documented. */
export function listZoneSettings(): Answer {
  const message =
    'This endpoint reached its end of life. Use GET /zones/{zone_id}/settings/{setting_id} instead.';
  throw new Refusal(410, { code: 10410, message });
}
