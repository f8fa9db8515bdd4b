/** Thirty days of notifications: those of ordinary days, and those of the incident. */

import { DAY_MINUTES } from '../world/time.ts';
import type { SimAlert } from '../world/world.ts';
import { type AlertEvent, makeAlerts } from './alert-template.ts';
import { incidentEvents } from './incident-alerts.ts';
import { PAYMENT_ZONE, SHOP_ZONE } from './zones.ts';

export function sampleAlerts(accountId: string, now: Date): SimAlert[] {
  const events = [
    ...incidentEvents(),
    ...healthCheckFlaps(),
    ...attacks(),
    ...tunnels(),
    ...certificates(),
    ...cloudflareStatus(),
    ...accountNotices(),
  ];
  return events.flatMap((event) => makeAlerts(event, accountId, now));
}

/** Health checks that fail and recover within minutes: noise that hides the real failures. */
function healthCheckFlaps(): AlertEvent[] {
  const flap = (minutesAgo: number, newStatus: 'Healthy' | 'Unhealthy', zone: string): AlertEvent => ({
    minutesAgo,
    type: 'health_check_status_notification',
    form: 'object',
    text: `Health check api-${zone} is ${newStatus}`,
    data: {
      health_check_name: `api-${zone}`,
      old_status: newStatus === 'Healthy' ? 'Unhealthy' : 'Healthy',
      new_status: newStatus,
      reason: newStatus === 'Healthy' ? 'No failure' : 'HTTP timeout occurred',
      failing_regions: newStatus === 'Healthy' ? [] : ['WEU'],
      origin_ip: '203.0.113.40',
    },
    zone,
    urgency: 2,
  });
  return [1, 2, 3, 6, 11, 17, 23, 28].flatMap((day, index) => {
    const zone = index % 2 === 0 ? 'example.net' : 'trailmaps.example';
    return [flap(day * DAY_MINUTES + 47, 'Unhealthy', zone), flap(day * DAY_MINUTES + 38, 'Healthy', zone)];
  });
}

function attacks(): AlertEvent[] {
  return [0.6, 4.3, 9.8, 15.2, 26.5].map((day, index) => ({
    minutesAgo: day * DAY_MINUTES,
    type: 'advanced_ddos_attack_l7_alert',
    form: 'object',
    text: 'An HTTP DDoS attack was mitigated',
    data: {
      attack_id: `l7-${4000 + index}`,
      attack_type: 'HTTP flood',
      action: 'block',
      mitigation: 'managed_challenge',
      max_rate: `${index + 2}50 Krps`,
      severity: 'medium',
      target_hostname: `shop.${SHOP_ZONE}`,
    },
    zone: SHOP_ZONE,
    urgency: 2,
  }));
}

/** Tunnels belong to the account, so these alerts name no zone. */
function tunnels(): AlertEvent[] {
  return [5.1, 12.4, 19.9].flatMap((day) =>
    ['down', 'healthy'].map((status, index) => ({
      minutesAgo: day * DAY_MINUTES - index * 22,
      type: 'tunnel_health_event',
      form: 'object',
      text: `Tunnel warehouse-ams is ${status}`,
      data: { tunnel_name: 'warehouse-ams', tunnel_type: 'Cloudflare Tunnel', new_status: status },
      urgency: 2,
    })),
  );
}

function certificates(): AlertEvent[] {
  const universal = [1.5, 3.7, 7.2, 10.9, 13.3, 18.6, 22.1, 29.4].map((day, index): AlertEvent => {
    const zone = index % 2 === 0 ? 'xn--bcher-kva.example' : 'outfitters.example';
    const data = {
      status: index % 4 === 3 ? 'validation_timed_out' : 'active',
      type: index % 4 === 3 ? 'ssl.certificate.validation.failed' : 'ssl.certificate.renewal.succeeded',
      method: 'txt',
      hosts: [zone, `*.${zone}`],
      validation_errors: index % 4 === 3 ? [{ message: 'no TXT record was found' }] : [],
      validation_records: [{ txt_name: `_acme-challenge.${zone}`, txt_value: 'mU4cXq0Vb2nTz8' }],
    };
    const text = `Universal certificate of ${zone}: ${data.type}`;
    return {
      minutesAgo: day * DAY_MINUTES,
      type: 'universal_ssl_event_type',
      form: 'object',
      text,
      data,
      zone,
      urgency: 1,
    };
  });
  const zone = PAYMENT_ZONE;
  const renewals = [0.3, 1.3, 2.3, 3.3].map(
    (day): AlertEvent => ({
      minutesAgo: day * DAY_MINUTES,
      type: 'dedicated_ssl_certificate_event_type',
      form: 'json_text',
      text: `The advanced certificate of ${zone} could not be renewed`,
      data: {
        status: 'pending_validation',
        hosts: [zone, `checkout.${zone}`, `api.${zone}`],
        validation_errors: [{ message: `CAA record for ${zone} prevents issuance by letsencrypt.org` }],
      },
      zone,
      urgency: 1,
    }),
  );
  return [...universal, ...renewals];
}

/** Incidents and maintenance of Cloudflare itself: plain text, and never about one zone. */
function cloudflareStatus(): AlertEvent[] {
  const plain = (minutesAgo: number, type: string, text: string): AlertEvent => ({
    minutesAgo,
    type,
    form: 'text',
    text,
    data: {},
    urgency: 1,
  });
  const incidents = [2.6, 8.1, 16.4, 25.3].flatMap((day) => [
    plain(
      day * DAY_MINUTES,
      'incident_alert',
      'Investigating: increased HTTP errors in Frankfurt (FRA). Impact: minor.',
    ),
    plain(
      day * DAY_MINUTES - 95,
      'incident_alert',
      'Resolved: increased HTTP errors in Frankfurt (FRA). Impact: minor.',
    ),
  ]);
  const maintenance = [0.9, 6.2, 14.5, 20.8, 27.7].map((day) =>
    plain(
      day * DAY_MINUTES,
      'maintenance_event_notification',
      'Scheduled maintenance in Amsterdam (AMS), 01:00 to 05:00 UTC.',
    ),
  );
  return [...incidents, ...maintenance];
}

function accountNotices(): AlertEvent[] {
  const notice = (day: number, type: string, text: string, data: Record<string, unknown>): AlertEvent => ({
    minutesAgo: day * DAY_MINUTES,
    type,
    form: 'json_text',
    text,
    data,
    urgency: 1,
  });
  return [
    ...[4.9, 14.9, 24.9].map((day) =>
      notice(day, 'billing_usage_alert', 'Workers requests passed 80 % of the threshold', {
        product: 'workers_requests',
        threshold: 10_000_000,
      }),
    ),
    ...[7.6, 21.4].map((day) =>
      notice(day, 'expiring_service_token_alert', 'An Access service token expires in 7 days', {
        service_token_name: 'ci-deploy',
      }),
    ),
    // A type that no version of the SDK knows yet.
    ...[3.1, 17.8].map((day) =>
      notice(day, 'quantum_tls_downgrade_alert', 'Post-quantum key agreement fell back to X25519', {
        share_percent: 3,
      }),
    ),
  ];
}
