/** The certificates that visitors of a zone get from Cloudflare's edge. */
import type { CertificatePackListResponse } from 'cloudflare/resources/ssl/certificate-packs/certificate-packs';
import { CERTIFICATE_HOSTS_MAX, CERTIFICATE_PACKS_PAGE_SIZE, DAY_MS } from '../limits.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

export interface CertificatePack {
  readonly type: string;
  readonly status: string;
  readonly issuer: string;
  /** Separated by spaces. */
  readonly hosts: string;
  /** When the first certificate in the pack expires, RFC 3339. Undefined while none is issued. */
  readonly expires: string | undefined;
  /** Whole days; negative after it has expired. */
  readonly days_left: number | undefined;
  readonly validation_errors: string;
}

/** Packs without a certificate first, then by their end. */
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
    packs: rows.map(toPack).sort((a, b) => (a.days_left ?? -Infinity) - (b.days_left ?? -Infinity)),
    total,
  };
}

/** Whole days from now; negative for the past, undefined for a text that is not a time. */
export function daysUntil(time: string | undefined): number | undefined {
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(ms) ? undefined : Math.floor((ms - Date.now()) / DAY_MS);
}

/** The first hosts, and how many more there are. */
export function hostsInWords(hosts: readonly string[]): string {
  const more = hosts.length - CERTIFICATE_HOSTS_MAX;
  return hosts.slice(0, CERTIFICATE_HOSTS_MAX).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

function toPack(pack: CertificatePackListResponse): CertificatePack {
  const certificates = pack.certificates ?? [];
  const ends = certificates.flatMap(({ expires_on }) => expires_on ?? []);
  const [expires] = ends.filter((end) => daysUntil(end) !== undefined).sort();
  return {
    type: pack.type,
    status: pack.status,
    issuer: pack.certificate_authority ?? certificates[0]?.issuer ?? '',
    hosts: hostsInWords(pack.hosts ?? []),
    expires,
    days_left: daysUntil(expires),
    validation_errors: (pack.validation_errors ?? []).map(({ message }) => message ?? '').join('; '),
  };
}
