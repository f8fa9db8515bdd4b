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
  /** Joined with blanks; the first twenty and how many more. */
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
  const packs = rows.map((pack) => toPack(pack, Date.now()));
  return { packs: packs.sort((a, b) => (a.days_left ?? -Infinity) - (b.days_left ?? -Infinity)), total };
}

function toPack(pack: CertificatePackListResponse, nowMs: number): CertificatePack {
  const certificates = pack.certificates ?? [];
  const ends = certificates.flatMap(({ expires_on }) => expires_on ?? []);
  const [expires] = ends.filter((end) => !Number.isNaN(Date.parse(end))).sort();
  const hosts = pack.hosts ?? [];
  const more = hosts.length - LISTED_MAX;
  return {
    type: pack.type,
    status: pack.status,
    issuer: pack.certificate_authority ?? certificates[0]?.issuer ?? '',
    hosts: hosts.slice(0, LISTED_MAX).join(' ') + (more > 0 ? ` and ${more} more` : ''),
    expires,
    days_left: expires === undefined ? undefined : Math.floor((Date.parse(expires) - nowMs) / DAY_MS),
    validation_errors: (pack.validation_errors ?? []).map(({ message }) => message ?? '').join('; '),
  };
}
