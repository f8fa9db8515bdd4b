/** Which of a zone's certificates covers a host: a sentence, and "none" only when all certificates were read. */
import type { CertificatePack } from '../cloudflare/certificates.ts';
import type { ZoneCertificates } from '../cloudflare/zone-certificates.ts';
import { COVERING_CERTIFICATES_MAX } from '../limits/answers.ts';
import { toAsciiHost } from '../text/host-name.ts';

/** @param host in Punycode; undefined where the question is about no host. */
export function coverNote(
  host: string | undefined,
  zoneName: string,
  { certificates, isWhole }: ZoneCertificates,
): string | undefined {
  if (host === undefined) return undefined;
  const covering = certificates.filter(({ hosts }) => hosts.some((each) => covers(each, host)));
  const inUse = covering.filter(({ status, days_left = 0 }) => status === 'active' && days_left >= 0);
  if (inUse.length > 0) return `Certificates that cover ${host}: ${namesOf(inUse)}.`;
  if (covering.length > 0) {
    return `No active certificate covers ${host} as far as was read; it is in: ${namesOf(covering)}.`;
  }
  // A certificate whose hosts Cloudflare did not tell may be for this host.
  const isKnown = isWhole && certificates.every(({ hosts }) => hosts.length > 0);
  if (!isKnown) {
    return `No certificate that was read covers ${host}, but not all of the zone's certificates could be read.`;
  }
  const depth = host.split('.').length - zoneName.split('.').length;
  return (
    `No certificate covers ${host}: a proxied record of this name fails with a TLS error.` +
    (depth > 1 ? ` Universal SSL goes one level deep: *.${zoneName} does not include it.` : '')
  );
}

/** A star stands for one label. */
function covers(pattern: string, host: string): boolean {
  const written = toAsciiHost(pattern);
  return written.startsWith('*.')
    ? host.includes('.') && host.slice(host.indexOf('.') + 1) === written.slice('*.'.length)
    : written === host;
}

function namesOf(packs: readonly CertificatePack[]): string {
  const named = packs.slice(0, COVERING_CERTIFICATES_MAX).map(nameOf);
  const more = packs.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

function nameOf({ type, status, issuer, days_left }: CertificatePack): string {
  const facts = [status, issuer, days_left !== undefined && `${days_left} days left`];
  return `${type} (${facts.filter((fact) => typeof fact === 'string').join(', ')})`;
}
