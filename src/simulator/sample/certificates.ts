/** Certificate packs of the sample zones: healthy universal packs, and one renewal that fails. */
import { createRandom } from '../world/random.ts';
import { daysBefore } from '../world/time.ts';
import type { SimCertificatePack } from '../world/world.ts';
import { zoneId } from '../world/zone-template.ts';

interface PackFacts {
  zoneName: string;
  type: 'universal' | 'advanced';
  status: string;
  hosts: string[];
  expiresInDays: number;
  validityDays: number;
  authority: string;
}

export function universalPack(zoneName: string, now: Date): SimCertificatePack {
  const expiresInDays = createRandom(`expiry ${zoneName}`).integer(25, 80);
  return makePack(
    {
      zoneName,
      type: 'universal',
      status: 'active',
      hosts: [zoneName, `*.${zoneName}`],
      expiresInDays,
      validityDays: 90,
      authority: 'google',
    },
    now,
  );
}

/** An advanced certificate that expires in four days, and its replacement, which is stuck in validation. */
export function failingRenewal(zoneName: string, now: Date): SimCertificatePack[] {
  const facts = {
    zoneName,
    type: 'advanced' as const,
    hosts: [zoneName, `checkout.${zoneName}`, `api.${zoneName}`],
    validityDays: 90,
    authority: 'lets_encrypt',
  };
  const expiring = makePack({ ...facts, status: 'active', expiresInDays: 4 }, now);
  const replacement = makePack({ ...facts, status: 'pending_validation', expiresInDays: 90 }, now);
  replacement.certificates = [];
  replacement.validation_errors = [
    { message: `CAA record for ${zoneName} prevents issuance by letsencrypt.org` },
    { message: `DNS problem: NXDOMAIN looking up TXT for _acme-challenge.checkout.${zoneName}` },
  ];
  replacement.validation_records = [
    {
      status: 'pending',
      txt_name: `_acme-challenge.checkout.${zoneName}`,
      txt_value: 'q7vZ0dX1mN3wYb5rT8kLpC2sHf4jGa6eUi9oRxWzQnM',
    },
  ];
  return [expiring, replacement];
}

function makePack(facts: PackFacts, now: Date): SimCertificatePack {
  const random = createRandom(`${facts.type} ${facts.status} ${facts.zoneName}`);
  const certificateId = String(random.integer(10_000_000, 99_999_999));
  const uploadedOn = daysBefore(now, facts.validityDays - facts.expiresInDays);
  return {
    id: random.uuid(),
    type: facts.type,
    hosts: facts.hosts,
    primary_certificate: certificateId,
    status: facts.status,
    certificates: [
      {
        id: certificateId,
        hosts: facts.hosts,
        issuer: facts.authority === 'google' ? 'GoogleTrustServices' : 'LetsEncrypt',
        signature: 'ECDSAWithSHA256',
        status: facts.status,
        bundle_method: 'ubiquitous',
        zone_id: zoneId(facts.zoneName),
        uploaded_on: uploadedOn,
        modified_on: uploadedOn,
        expires_on: daysBefore(now, -facts.expiresInDays),
        priority: 0,
      },
    ],
    validation_method: 'txt',
    validity_days: facts.validityDays,
    certificate_authority: facts.authority,
    cloudflare_branding: false,
  };
}
