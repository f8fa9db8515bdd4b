/** Certificates that the owners of the sample zones uploaded. */

import type { SimCustomCertificate } from '../api/certificates.ts';
import { createRandom } from '../world/random.ts';
import { daysBefore } from '../world/time.ts';
import { zoneId } from '../world/zone-template.ts';

/** A negative number of days means that the certificate has expired. */
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
