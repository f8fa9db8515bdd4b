/** All certificates that visitors of a zone may get: packs of the edge and uploaded ones, each once, and which parts could not be read. */
import { CERTIFICATE_PACKS_PAGE_SIZE } from '../limits/cloudflare.ts';
import { toBoolean } from '../text/field-value.ts';
import { type AnswerPart, tryPart } from './answer-part.ts';
import {
  byDaysLeft,
  type CertificateList,
  type CertificatePack,
  fetchCertificatePacks,
} from './certificates.ts';
import type { Cloudflare } from './cloudflare.ts';
import { fetchCustomCertificates } from './custom-certificates.ts';

export interface ZoneCertificates {
  readonly edge: AnswerPart<CertificateList>;
  readonly custom: AnswerPart<CertificateList>;
  /** Whether Universal SSL is on; undefined inside where Cloudflare does not say. */
  readonly universal: AnswerPart<boolean | undefined>;
  /** Those that were read, not issued first, then by expiry. */
  readonly certificates: readonly CertificatePack[];
  /** Those that were not read although their list was: it is longer than a page, or has rows that say nothing. */
  readonly unreadCount: number;
  /** Whether there can be no certificate besides these. */
  readonly isWhole: boolean;
}

export async function fetchZoneCertificates(
  cloudflare: Cloudflare,
  zoneId: string,
): Promise<ZoneCertificates> {
  const [edge, universal, custom] = await Promise.all([
    tryPart(() => fetchCertificatePacks(cloudflare, zoneId)),
    tryPart(async () => {
      const settings = await cloudflare.api.ssl.universal.settings.get({ zone_id: zoneId });
      return toBoolean(settings?.enabled);
    }),
    // Not every plan has custom certificates.
    tryPart(() => fetchCustomCertificates(cloudflare, zoneId)),
  ]);
  const uploaded = listedIn(custom);
  const ids = new Set(uploaded.packs.flatMap((each) => each.ids));
  // Cloudflare lists an uploaded certificate a second time, as a pack of the type sni_custom or legacy_custom.
  const isSecond = ({ type, ids: own }: CertificatePack) =>
    type.endsWith('_custom') && own.some((id) => ids.has(id));
  const certificates = [...listedIn(edge).packs.filter((pack) => !isSecond(pack)), ...uploaded.packs];
  const lists = [listedIn(edge), uploaded];
  return {
    edge,
    custom,
    universal,
    certificates: certificates.sort(byDaysLeft),
    unreadCount: lists.reduce((sum, { packs, total = 0 }) => sum + Math.max(0, total - packs.length), 0),
    isWhole: 'value' in edge && 'value' in custom && lists.every(isRead),
  };
}

const NOTHING: CertificateList = { packs: [], total: undefined };

function listedIn(part: AnswerPart<CertificateList>): CertificateList {
  return 'value' in part ? part.value : NOTHING;
}

function isRead({ packs, total }: CertificateList): boolean {
  return total === undefined ? packs.length < CERTIFICATE_PACKS_PAGE_SIZE : total <= packs.length;
}
