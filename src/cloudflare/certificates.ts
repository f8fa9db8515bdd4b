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
  /** Of the certificates in it. */
  readonly ids: readonly string[];
  /** When the first certificate in the pack expires, RFC 3339. Undefined while none is issued. */
  readonly expires: string | undefined;
  /** As `daysUntil`: below zero once it has expired. */
  readonly days_left: number | undefined;
  readonly validation_errors: readonly string[];
}

export interface CertificateList {
  readonly packs: readonly CertificatePack[];
  /** In the whole list, if Cloudflare says so. */
  readonly total: number | undefined;
}

/** Packs without a certificate first, then those that expire first. */
export async function fetchCertificatePacks(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<CertificateList> {
  const { rows, total } = toPage(
    await cloudflare.api.ssl.certificatePacks.list({
      zone_id: zoneId,
      // The default lists active packs only, but an investigation looks for those that fail to validate.
      status: 'all',
      page: 1,
      per_page: CERTIFICATE_PACKS_PAGE_SIZE,
    }),
  );
  return listOf(rows.filter(isReadable).map(toPack).sort(byDaysLeft), rows.length, total);
}

/** Rows that say nothing of a certificate count as certificates that were not read. */
export function listOf(packs: CertificatePack[], rows: number, total: number | undefined): CertificateList {
  return { packs, total: packs.length < rows ? Math.max(total ?? 0, rows) : total };
}

function isReadable({ type, status, hosts, certificates }: CertificatePackListResponse): boolean {
  return (toText(type) ?? toText(status) ?? toTexts(hosts)) !== undefined || present(certificates).length > 0;
}

/** Compares for `sort`: what is not issued comes first, then what expires first. */
export function byDaysLeft(a: { days_left?: unknown }, b: { days_left?: unknown }): number {
  return Number(a.days_left ?? -Infinity) - Number(b.days_left ?? -Infinity);
}

/**
 * Whole days, as people count them: -3 ended three days ago, and more. The past is never 0, for this would read as a last
 * day that is left: what ended within two days is -1. Undefined for a text that is not a time.
 */
export function daysUntil(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  if (Number.isNaN(ms)) return undefined;
  const days = (ms - Date.now()) / DAY_MS;
  return days < 0 ? Math.min(-1, Math.ceil(days)) : Math.floor(days);
}

/** The SDK promises a list of objects. */
function present<Each>(list: Each[] | null | undefined): Each[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'object' && each !== null) : [];
}

function toPack(pack: CertificatePackListResponse): CertificatePack {
  const { primary_certificate: primary } = pack as { primary_certificate?: unknown };
  const certificates = present(pack.certificates);
  const ends = certificates.flatMap(({ expires_on }) => toText(expires_on) ?? []);
  const [expires] = ends.filter((end) => daysUntil(end) !== undefined).sort();
  return {
    type: toText(pack.type) ?? 'unknown',
    status: toText(pack.status) ?? 'unknown',
    issuer: toText(pack.certificate_authority) ?? toText(certificates[0]?.issuer),
    hosts: toTexts(pack.hosts) ?? [],
    ids: [primary, ...certificates.map(({ id }) => id)].flatMap((id) => toText(id) ?? []),
    expires: toTime(expires),
    days_left: daysUntil(expires),
    validation_errors: present(pack.validation_errors).flatMap(({ message }) => toText(message) ?? []),
  };
}
