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
      max_rate: `${index + 2}50 Krps`,
      mitigation: 'managed-challenge',
      rule_description: 'HTTP requests from known botnets',
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
      data: { tunnel_name: 'warehouse-ams', new_status: `TUNNEL_STATUS_TYPE_${status.toUpperCase()}` },
      urgency: 2,
    })),
  );
}

function certificates(): AlertEvent[] {
  const universal = [1.5, 3.7, 7.2, 10.9, 13.3, 18.6, 22.1, 29.4].map((day, index): AlertEvent => {
    const zone = index % 2 === 0 ? 'xn--bcher-kva.example' : 'outfitters.example';
    const certificateEvent =
      index % 4 === 3 ? 'ssl.certificate.validation.failed' : 'ssl.certificate.renewal.succeeded';
    return {
      minutesAgo: day * DAY_MINUTES,
      type: 'universal_ssl_event_type',
      form: 'object',
      text: `Universal certificate of ${zone}: ${certificateEvent}`,
      certificateEvent,
      data: {
        // Failed or not: the state is the same, only the event differs.
        hosts: [zone, `*.${zone}`],
        validation_records: [{ txt_name: `_acme-challenge.${zone}`, txt_value: 'mU4cXq0Vb2nTz8' }],
      },
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
      certificateEvent: 'ssl.dedicated_certificate.renewal.failed',
      data: {
        hosts: [zone, `checkout.${zone}`, `api.${zone}`],
        validation_errors: [{ message: `CAA record for ${zone} prevents issuance by letsencrypt.org` }],
      },
      zone,
      urgency: 1,
    }),
  );
  return [...universal, ...renewals];
}

/** Incidents and maintenance of Cloudflare itself, which never name a zone. */
function cloudflareStatus(): AlertEvent[] {
  const incident = (minutesAgo: number, status: string, message: string): AlertEvent => ({
    minutesAgo,
    type: 'incident_alert',
    form: 'object',
    text: message,
    data: {
      affected_components: [{ id: 'kf0ktv29xrfy', name: 'Frankfurt, Germany - (FRA)' }],
      incident_impact: 'INCIDENT_IMPACT_MINOR',
      incident_name: 'Increased HTTP errors in Frankfurt (FRA)',
      incident_status: status,
      message,
      status,
    },
    urgency: 1,
  });
  const incidents = [2.6, 8.1, 16.4, 25.3].flatMap((day) => [
    incident(day * DAY_MINUTES, 'INCIDENT_STATUS_INVESTIGATING', 'We are investigating this issue.'),
    incident(day * DAY_MINUTES - 95, 'INCIDENT_STATUS_RESOLVED', 'This incident has been resolved.'),
  ]);
  const maintenance = [0.9, 6.2, 14.5, 20.8, 27.7].map(
    (day): AlertEvent => ({
      minutesAgo: day * DAY_MINUTES,
      type: 'maintenance_event_notification',
      form: 'object',
      text: 'Maintenance in Amsterdam (AMS)',
      data: {
        airport_code: 'AMS',
        event_type: 'MAINTENANCE_EVENT_TYPE_SCHEDULED',
        maintenance_id: '11111111111',
      },
      urgency: 1,
    }),
  );
  return [...incidents, ...maintenance];
}

function accountNotices(): AlertEvent[] {
  const notice = (day: number, type: string, text: string, data: Record<string, unknown>): AlertEvent => ({
    minutesAgo: day * DAY_MINUTES,
    type,
    form: 'envelope',
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
    plainNotice(9.4, 'stream_live_notifications', 'Live input front-door connected.'),
    // A type that no version of the SDK knows yet.
    ...[3.1, 17.8].map((day) =>
      notice(day, 'quantum_tls_downgrade_alert', 'Post-quantum key agreement fell back to X25519', {
        share_percent: 3,
      }),
    ),
  ];
}

/** Some bodies are only a text. */
function plainNotice(day: number, type: string, text: string): AlertEvent {
  return { minutesAgo: day * DAY_MINUTES, type, form: 'text', text, data: {}, urgency: 1 };
}
