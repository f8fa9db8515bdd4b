/** Certificates that were uploaded to a zone; Cloudflare issues all others itself. */
import { CERTIFICATE_PACKS_PAGE_SIZE } from '../limits/cloudflare.ts';
import { toText, toTexts, toTime } from '../text/field-value.ts';
import { type CertificatePack, daysUntil } from './certificates.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

export async function fetchCustomCertificates(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<{ packs: CertificatePack[]; total: number | undefined }> {
  const { rows, total } = toPage(
    await cloudflare.api.customCertificates.list({
      zone_id: zoneId,
      page: 1,
      per_page: CERTIFICATE_PACKS_PAGE_SIZE,
    }),
  );
  const packs = rows.map(({ id, status, issuer, hosts, expires_on }) => ({
    type: 'custom',
    status: toText(status) ?? 'unknown',
    issuer: toText(issuer),
    hosts: toTexts(hosts) ?? [],
    ids: [toText(id)].flatMap((each) => each ?? []),
    expires: toTime(expires_on),
    days_left: daysUntil(expires_on),
    validation_errors: [],
  }));
  return { packs, total };
}
