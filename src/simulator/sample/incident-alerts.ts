/** The alerts of the incident: the origin of the shop was changed two hours ago and has not answered since. */
import type { AlertEvent } from './alert-template.ts';
import { NEW_ORIGIN } from './dns-records.ts';
import { SHOP_ZONE } from './zones.ts';

export function incidentEvents(): AlertEvent[] {
  return [...originErrors(), ...originUnreachable(), ...failedHealthChecks()];
}

/** An alert about 521 errors every eleven minutes since the incident began. */
function originErrors(): AlertEvent[] {
  return [118, 107, 96, 85, 74, 63, 52, 41, 30, 19, 8].map((minutesAgo, index) => ({
    minutesAgo,
    type: 'http_alert_origin_error',
    form: 'object',
    text: `Elevated 521 errors from the origin of shop.${SHOP_ZONE}`,
    data: {
      edge_response_status: 521,
      hostname: `shop.${SHOP_ZONE}`,
      error_rate_percent: 90 + (index % 8),
    },
    zone: SHOP_ZONE,
    urgency: index === 0 ? 3 : 2,
  }));
}

function originUnreachable(): AlertEvent[] {
  return [116, 86, 56, 26].map((minutesAgo) => ({
    minutesAgo,
    type: 'real_origin_monitoring',
    form: 'envelope',
    text: `Cloudflare cannot reach your origin ${NEW_ORIGIN} for ${SHOP_ZONE}: connection refused (521).`,
    data: { unreachable_zones: [{ host: `shop.${SHOP_ZONE}`, zone_name: SHOP_ZONE }] },
    urgency: 2,
  }));
}

function failedHealthChecks(): AlertEvent[] {
  const checks = [
    { minutesAgo: 119, name: 'shop-origin' },
    { minutesAgo: 117, name: 'checkout-origin' },
    { minutesAgo: 115, name: 'apex-origin' },
  ];
  return checks.map(({ minutesAgo, name }) => ({
    minutesAgo,
    type: 'health_check_status_notification',
    form: 'object',
    text: `Health check ${name} is Unhealthy`,
    data: {
      health_check_name: name,
      old_status: 'Healthy',
      new_status: 'Unhealthy',
      reason: 'TCP connection failed',
      failing_regions: ['WEU', 'ENAM', 'SEAS'],
      origin_ip: NEW_ORIGIN,
    },
    zone: SHOP_ZONE,
    urgency: 3,
  }));
}
