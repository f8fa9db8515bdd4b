/** The certificates that visitors of a zone get from Cloudflare's edge. */
import type { CertificatePackListResponse } from 'cloudflare/resources/ssl/certificate-packs/certificate-packs';
import { CERTIFICATE_PACKS_PAGE_SIZE } from '../limits/cloudflare.ts';
import { DAY_MS } from '../limits/time.ts';
import { toText, toTexts, toTime } from '../text/field-value.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

export interface CertificatePack {
  readonly type: string;
  readonly status: string;
  readonly issuer: string | undefined;
  readonly hosts: readonly string[];
  /** When the first certificate in the pack expires, RFC 3339. Undefined while none is issued. */
  readonly expires: string | undefined;
  /** Whole days; negative after it has expired. */
  readonly days_left: number | undefined;
  readonly validation_errors: readonly string[];
}

/** Packs without a certificate first, then those that expire first. */
export async function fetchCertificatePacks(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<{ packs: CertificatePack[]; total: number | undefined }> {
  const { rows, total } = toPage(
    await cloudflare.api.ssl.certificatePacks.list({
      zone_id: zoneId,
      // The default lists active packs only, but an investigation looks for those that fail to validate.
      status: 'all',
      page: 1,
      per_page: CERTIFICATE_PACKS_PAGE_SIZE,
    }),
  );
  return {
    packs: rows.map(toPack).sort(byDaysLeft),
    total,
  };
}

/** Compares for `sort`: what is not issued comes first, then what expires first. */
export function byDaysLeft(a: { days_left?: unknown }, b: { days_left?: unknown }): number {
  return Number(a.days_left ?? -Infinity) - Number(b.days_left ?? -Infinity);
}

/** Whole days from now; negative for the past, undefined for a text that is not a time. */
export function daysUntil(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? undefined : Math.floor((ms - Date.now()) / DAY_MS);
}

/** The SDK promises a list of objects. */
function present<Each>(list: Each[] | null | undefined): Each[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}

function toPack(pack: CertificatePackListResponse): CertificatePack {
  const certificates = present(pack.certificates);
  const ends = certificates.flatMap(({ expires_on }) => toText(expires_on) ?? []);
  const [expires] = ends.filter((end) => daysUntil(end) !== undefined).sort();
  return {
    type: toText(pack.type) ?? 'unknown',
    status: toText(pack.status) ?? 'unknown',
    issuer: toText(pack.certificate_authority) ?? toText(certificates[0]?.issuer),
    hosts: toTexts(pack.hosts) ?? [],
    expires: toTime(expires),
    days_left: daysUntil(expires),
    validation_errors: present(pack.validation_errors).flatMap(({ message }) => toText(message) ?? []),
  };
}
