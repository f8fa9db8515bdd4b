/** The certificates that Cloudflare shows for a zone at its edge. */
import type { CertificatePackListResponse } from 'cloudflare/resources/ssl/certificate-packs/certificate-packs';
import { CERTIFICATE_PACKS_PAGE_SIZE, LISTED_MAX } from '../limits.ts';
import type { Cloudflare } from './cloudflare.ts';
import { toPage } from './pages.ts';

const DAY_MS = 86_400_000;

export interface CertificatePack {
  readonly type: string;
  readonly status: string;
  readonly issuer: string;
  /** Joined with blanks. */
  readonly hosts: string;
  /** Of the certificate in the pack that expires first; RFC 3339. Undefined while none is issued. */
  readonly expires: string | undefined;
  /** Whole days; negative once expired. */
  readonly days_left: number | undefined;
  readonly validation_errors: string;
}

/** Those that expire first come first; packs without a certificate, before them. */
export async function readCertificatePacks(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<{ packs: CertificatePack[]; total: number | undefined }> {
  const { rows, total } = toPage(
    await cloudflare.api.ssl.certificatePacks.list({
      zone_id: zoneId,
      // Otherwise only active packs are listed, and the one that fails to validate is what an investigation looks for.
      status: 'all',
      page: 1,
      per_page: CERTIFICATE_PACKS_PAGE_SIZE,
    }),
  );
  const packs = rows.map(toPack);
  return { packs: packs.sort((a, b) => (a.days_left ?? -Infinity) - (b.days_left ?? -Infinity)), total };
}

/** Whole days from now; negative once past, undefined where there is no such moment. */
export function daysUntil(moment: string | undefined): number | undefined {
  const ms = moment === undefined ? Number.NaN : Date.parse(moment);
  return Number.isNaN(ms) ? undefined : Math.floor((ms - Date.now()) / DAY_MS);
}

/** The first twenty and how many more. */
export function hostsInWords(hosts: readonly string[]): string {
  const more = hosts.length - LISTED_MAX;
  return hosts.slice(0, LISTED_MAX).join(' ') + (more > 0 ? ` and ${more} more` : '');
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
