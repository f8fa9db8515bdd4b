/** Certificates of one zone: its packs, whether Universal SSL is on, and those that its owner uploaded. */

import type { SimZone } from '../world/world.ts';
import type { Answer } from './envelope.ts';
import { type Access, UNAUTHORIZED } from './permissions.ts';
import { oneOf, pageOf, sorted } from './query.ts';
import { type Call, zoneRoute } from './route.ts';

export interface SimCustomCertificate {
  id: string;
  zone_id: string;
  hosts: string[];
  issuer: string;
  signature: string;
  status: 'active' | 'expired' | 'deleted' | 'pending' | 'initializing';
  bundle_method: string;
  geo_restrictions?: { label: string };
  priority: number;
  uploaded_on: string;
  modified_on: string;
  expires_on: string;
}

declare module '../world/world.ts' {
  interface SimZone {
    custom_certificates?: SimCustomCertificate[];
  }
}

const SSL_READ: Access = { permissions: ['SSL and Certificates Read'], refusal: UNAUTHORIZED };

export const certificateRoutes = [
  zoneRoute('/zones/:zone_id/ssl/certificate_packs', SSL_READ, listCertificatePacks),
  zoneRoute('/zones/:zone_id/ssl/universal/settings', SSL_READ, getUniversalSslSettings),
  zoneRoute('/zones/:zone_id/custom_certificates', SSL_READ, listCustomCertificates),
];

/** Lists only active packs without `status=all`: by default, a renewal that is stuck cannot be seen. */
function listCertificatePacks({ certificate_packs }: SimZone, { query }: Call): Answer {
  const everyStatus = query.has('status') && oneOf(query, 'status', ['all']) === 'all';
  const packs = certificate_packs.filter((pack) => everyStatus || pack.status === 'active');
  return pageOf(packs, query, { fallback: 20, min: 5, max: 50 });
}

function getUniversalSslSettings({ universal_ssl }: SimZone): Answer {
  return { result: universal_ssl };
}

function listCustomCertificates({ custom_certificates = [] }: SimZone, { query }: Call): Answer {
  const status = query.get('status');
  const shown = custom_certificates.filter((certificate) => !status || certificate.status === status);
  const rows = sorted(shown, ({ priority }) => priority, 'desc');
  return pageOf(rows, query, { fallback: 20, min: 5, max: 50 });
}
