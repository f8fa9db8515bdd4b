/** A day of audit log: a hundred entries of people and automation, most of them about DNS records. */

import {
  type AuditFacts,
  DANA,
  EXTERNAL_DNS,
  LIWEI,
  makeAuditEntry,
  TERRAFORM,
} from '../src/simulator/sample/audit-entry-template.ts';
import type { SimAuditEntry } from '../src/simulator/world/audit-log.ts';
import { createRandom } from '../src/simulator/world/random.ts';
import type { SimAccount, SimZone } from '../src/simulator/world/world.ts';

export const CHANGES = 100;
const WRITERS = [DANA, LIWEI, TERRAFORM, EXTERNAL_DNS, TERRAFORM];
const DAY_MINUTES = 1_440;

export function hundredChanges(account: SimAccount, zones: readonly SimZone[], now: Date): SimAuditEntry[] {
  return Array.from({ length: CHANGES }, (_, n) => {
    const minutesAgo = 5 + Math.floor((n * (DAY_MINUTES - 10)) / CHANGES);
    const zone = zones[n % zones.length];
    const common = { minutesAgo, by: WRITERS[n % WRITERS.length] ?? TERRAFORM, zone: zone?.name ?? '' };
    return makeAuditEntry(
      { ...common, ...(n % 5 === 4 ? settingFacts(n) : recordFacts(zone, n)) },
      account,
      now,
    );
  });
}

type Facts = Omit<AuditFacts, 'minutesAgo' | 'by' | 'zone'>;

/** As the API answers: the whole record before and after, with its times, its settings and its tags. */
function recordFacts(zone: SimZone | undefined, n: number): Facts {
  const record = zone?.records[n % (zone.records.length || 1)];
  const { id = createRandom(`bench audit ${n}`).hex(32), ...fields } = record ?? {};
  const now = { id, ...fields };
  const [type, method] = [
    ['update', 'PATCH'],
    ['update', 'PATCH'],
    ['create', 'POST'],
    ['delete', 'DELETE'],
  ][n % 4] as [string, string];
  const former = { ...now, content: `198.51.100.${n}` };
  const response = {
    ...(type !== 'create' && { before: type === 'delete' ? now : former }),
    ...(type !== 'delete' && { after: now }),
  };
  return {
    type,
    description: `${type.charAt(0).toUpperCase()}${type.slice(1)} DNS Record`,
    product: 'dns_records',
    resourceType: 'dns_record',
    resourceId: id,
    method,
    path: type === 'create' ? '/dns_records' : `/dns_records/${id}`,
    ...(type !== 'delete' && { request: { content: record?.content, comment: record?.comment } }),
    response,
  };
}

function settingFacts(n: number): Facts {
  const [id, before, after] = [
    ['security_level', 'medium', 'high'],
    ['always_online', 'off', 'on'],
    ['min_tls_version', '1.0', '1.2'],
  ][n % 3] as [string, string, string];
  return {
    type: 'update',
    description: `Change setting ${id}`,
    product: 'zone_settings',
    resourceType: 'zone_setting',
    resourceId: id,
    method: 'PATCH',
    path: `/settings/${id}`,
    request: { value: after },
    response: { before: { id, value: before }, after: { id, value: after } },
  };
}
