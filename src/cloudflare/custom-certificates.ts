/** Certificates that were uploaded to a zone, beside those that Cloudflare orders itself. */
import { CERTIFICATE_PACKS_PAGE_SIZE } from '../limits.ts';
import { type CertificatePack, daysUntil, hostsInWords } from './certificates.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

export async function readCustomCertificates(
  cloudflare: Cloudflare,
  zone_id: string,
): Promise<CertificatePack[]> {
  const page = { page: 1, per_page: CERTIFICATE_PACKS_PAGE_SIZE };
  const { rows } = toPage(await cloudflare.api.customCertificates.list({ zone_id, ...page }));
  return rows.map(({ status, issuer, hosts, expires_on }) => ({
    type: 'custom',
    status: status ?? 'unknown',
    issuer: issuer ?? '',
    hosts: hostsInWords(hosts ?? []),
    expires: expires_on,
    days_left: daysUntil(expires_on),
    validation_errors: '',
  }));
}
