/** Every tool, one line each, in the order in which a responder reaches for them. */
import type { Tool } from './tool.ts';
import { getZone } from './tools/get-zone.ts';
import { listAlertHistory } from './tools/list-alert-history.ts';
import { listDnsRecords } from './tools/list-dns-records.ts';
import { listZones } from './tools/list-zones.ts';
import { testConnection } from './tools/test-connection.ts';

export const catalog: readonly Tool[] = [
  listZones,
  getZone,
  listDnsRecords,
  listAlertHistory,
  testConnection,
];
