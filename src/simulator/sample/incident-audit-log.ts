/** The audit log of the incident: who moved the shop to a new origin, and what was tried since then. */

import type { SimRecord, SimZone } from '../world/world.ts';
import { AGENT, type AuditFacts, DANA, LIWEI, SAMIRA, TERRAFORM } from './audit-entry-template.ts';
import { SHOP_ZONE } from './zones.ts';

const FORMER_ORIGIN = '203.0.113.10';
const SHOP_HOSTS = [SHOP_ZONE, `shop.${SHOP_ZONE}`, `checkout.${SHOP_ZONE}`];

export function incidentEntries(shop: SimZone): AuditFacts[] {
  const repointed = shop.records.filter(({ name, type }) => type === 'A' && SHOP_HOSTS.includes(name));
  return [...repointed.map(originChange), ...settingChanges(), ...laterActions(repointed)];
}

/** Cloudflare adds to such entries: the response holds the record before and after the change. */
function originChange(record: SimRecord, index: number): AuditFacts {
  const { id, name, type, content, proxied, comment } = record;
  return {
    // Twelve seconds apart, as when a person clicks.
    minutesAgo: 130 - index / 5,
    by: DANA,
    type: 'update',
    description: 'Update DNS Record',
    product: 'dns_records',
    resourceType: 'dns_record',
    resourceId: id,
    method: 'PATCH',
    path: `/dns_records/${id}`,
    zone: SHOP_ZONE,
    request: { content, comment },
    response: {
      before: { id, name, type, content: FORMER_ORIGIN, proxied, ttl: 1, comment: null },
      after: { id, name, type, content, proxied, ttl: 1, comment },
    },
  };
}

function settingChanges(): AuditFacts[] {
  const change = (minutesAgo: number, id: string, before: string, after: string): AuditFacts => ({
    minutesAgo,
    by: TERRAFORM,
    type: 'update',
    description: `Change setting ${id}`,
    product: 'zone_settings',
    resourceType: 'zone_setting',
    resourceId: id,
    method: 'PATCH',
    path: `/settings/${id}`,
    zone: SHOP_ZONE,
    request: { value: after },
    response: { before: { id, value: before }, after: { id, value: after } },
  });
  return [change(95, 'security_level', 'medium', 'high'), change(90, 'always_online', 'off', 'on')];
}

function laterActions([apex]: SimRecord[]): AuditFacts[] {
  return [
    {
      minutesAgo: 101,
      by: LIWEI,
      type: 'delete',
      description: 'Purge Cache',
      product: 'cache',
      resourceType: 'cache',
      method: 'POST',
      path: '/purge_cache',
      zone: SHOP_ZONE,
      request: { purge_everything: true },
      response: { id: 'purge' },
    },
    {
      minutesAgo: 64,
      by: SAMIRA,
      type: 'update',
      description: 'Update DNS Record',
      product: 'dns_records',
      resourceType: 'dns_record',
      resourceId: apex?.id ?? '',
      method: 'PATCH',
      path: `/dns_records/${apex?.id}`,
      zone: SHOP_ZONE,
      request: { content: FORMER_ORIGIN },
      response: { errors: [{ code: 10000, message: 'Authentication error' }] },
      // She tried to undo the change, but does not have the DNS role.
      status: 403,
    },
    {
      minutesAgo: 310,
      by: AGENT,
      type: 'rotate',
      description: 'Rotate post-quantum keys',
      product: 'pq_keys',
      resourceType: 'pq_key_set',
      method: 'POST',
      path: '/pq_keys/rotate',
      zone: 'example.net',
      request: {},
      response: { generation: 4 },
    },
  ];
}
