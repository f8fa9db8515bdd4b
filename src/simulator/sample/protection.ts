/** Certificates that the sample zones brought themselves, and the rulesets of every zone. */

import type { SimCustomCertificate, SimRuleset } from '../world/protection.ts';
import { createRandom } from '../world/random.ts';
import { daysBefore, zoneId } from '../world/zone-template.ts';

/** Days until the end of each; negative when it is past. */
const CUSTOM_CERTIFICATES: Record<string, { expiresInDays: number; status: SimCustomCertificate['status'] }> =
  {
    'example.com': { expiresInDays: 61, status: 'active' },
    'example.net': { expiresInDays: 11, status: 'active' },
    'northwind.example': { expiresInDays: -3, status: 'expired' },
  };

export function sampleCustomCertificates(zone: string, now: Date): SimCustomCertificate[] {
  const facts = CUSTOM_CERTIFICATES[zone];
  if (!facts) return [];
  const uploadedOn = daysBefore(now, 199 - facts.expiresInDays);
  return [
    {
      id: createRandom(`custom certificate ${zone}`).hex(32),
      zone_id: zoneId(zone),
      hosts: [zone, `www.${zone}`],
      issuer: 'Example Trust TLS CA 2026',
      signature: 'SHA256WithRSA',
      status: facts.status,
      bundle_method: 'ubiquitous',
      priority: 1,
      uploaded_on: uploadedOn,
      modified_on: uploadedOn,
      expires_on: daysBefore(now, -facts.expiresInDays),
    },
  ];
}

export function sampleRulesets(zone: string, now: Date): SimRuleset[] {
  return [
    ruleset(
      zone,
      'Cloudflare Managed Ruleset',
      'managed',
      'http_request_firewall_managed',
      daysBefore(now, 12),
    ),
    ruleset(zone, 'default', 'zone', 'http_request_firewall_custom', daysBefore(now, 48)),
    ruleset(zone, 'rate limits', 'zone', 'http_ratelimit', daysBefore(now, 120)),
  ];
}

function ruleset(
  zone: string,
  name: string,
  kind: SimRuleset['kind'],
  phase: string,
  updated: string,
): SimRuleset {
  // A managed ruleset is the same one in every zone.
  const id = createRandom(kind === 'managed' ? `ruleset ${name}` : `ruleset ${zone} ${name}`).hex(32);
  return { id, name, description: '', kind, phase, version: '3', last_updated: updated };
}
