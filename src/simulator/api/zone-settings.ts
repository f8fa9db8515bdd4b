/** Zone settings, one by one: Cloudflare has no endpoint for all of them any more. */

import type { SimZone } from '../world/world.ts';
import { type Answer, ApiError } from './envelope.ts';
import { UNAUTHORIZED } from './permissions.ts';
import { type Call, zoneRoute } from './route.ts';

export const zoneSettingRoutes = [
  zoneRoute(
    '/zones/:zone_id/settings/:setting_id',
    { permissions: ['Zone Settings Read'], refusal: UNAUTHORIZED },
    getZoneSetting,
  ),
];

function getZoneSetting({ settings }: SimZone, _call: Call, settingId: string): Answer {
  // `Object.hasOwn`, because `toString` and its like are no settings.
  if (Object.hasOwn(settings, settingId)) return { result: settings[settingId] };
  throw new ApiError(400, { code: 1003, message: `Undefined zone setting: ${settingId}` });
}
