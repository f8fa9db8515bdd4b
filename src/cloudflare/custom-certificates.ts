/** Certificates that were uploaded to a zone; Cloudflare issues all others itself. */
import { CERTIFICATE_PACKS_PAGE_SIZE } from '../limits/cloudflare.ts';
import { toText, toTexts, toTime } from '../text/field-value.ts';
import { type CertificateList, daysUntil, listOf } from './certificates.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

export async function fetchCustomCertificates(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<CertificateList> {
  const { rows, total } = toPage(
    await cloudflare.api.customCertificates.list({
      zone_id: zoneId,
      page: 1,
      per_page: CERTIFICATE_PACKS_PAGE_SIZE,
    }),
  );
  const readable = rows.filter(({ id, status, expires_on, hosts }) =>
    [toText(id), toText(status), toText(expires_on), toTexts(hosts)].some((each) => each !== undefined),
  );
  const packs = readable.map(({ id, status, issuer, hosts, expires_on }) => ({
    type: 'custom',
    status: toText(status) ?? 'unknown',
    issuer: toText(issuer),
    hosts: toTexts(hosts) ?? [],
    ids: [toText(id)].flatMap((each) => each ?? []),
    expires: toTime(expires_on),
    days_left: daysUntil(expires_on),
    validation_errors: [],
  }));
  return listOf(packs, rows.length, total);
}
