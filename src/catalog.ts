/** Every tool, one line each, in the order in which a responder reaches for them. */
import type { Tool } from './tool.ts';
import { getCloudflareStatus } from './tools/get-cloudflare-status.ts';
import { getHttpErrors } from './tools/get-http-errors.ts';
import { getOriginHealth } from './tools/get-origin-health.ts';
import { getZone } from './tools/get-zone.ts';
import { listAlertHistory } from './tools/list-alert-history.ts';
import { listCertificates } from './tools/list-certificates.ts';
import { listChanges } from './tools/list-changes.ts';
import { listDnsRecords } from './tools/list-dns-records.ts';
import { listFirewallEvents } from './tools/list-firewall-events.ts';
import { listZones } from './tools/list-zones.ts';
import { testConnection } from './tools/test-connection.ts';

export const catalog: readonly Tool[] = [
  listZones,
  getZone,
  listDnsRecords,
  listAlertHistory,
  listChanges,
  getHttpErrors,
  listFirewallEvents,
  getOriginHealth,
  listCertificates,
  getCloudflareStatus,
  testConnection,
];
