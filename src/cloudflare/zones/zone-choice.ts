/** Which of several zones of one name is meant: a name is no key, for a zone may be moved and added again. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import { COUNTED_VALUE_CHARS_MAX, ZONES_OF_ONE_NAME_MAX } from '../../limits/answers.ts';
import { toText } from '../../text/field-value.ts';
import { toBothSpellings } from '../../text/host-name.ts';
import { plainText } from '../../text/plain-text.ts';
import { CloudflareFailure } from '../http/failure.ts';
import type { ZoneName } from '../zone-memory.ts';

/** The first is the one that public DNS answers from. Statuses that Cloudflare adds later come last. */
const BY_STATUS = ['active', 'pending', 'initializing', 'moved'];

/** Of a zone without its ID, which cannot be asked, or without its name, below which nothing can be found. */
export const UNREADABLE_ZONE = new CloudflareFailure('cloudflare_trouble', {
  code: 'zone without ID or name',
});

export function isReadable({ id, name }: { readonly id?: unknown; readonly name?: unknown }): boolean {
  return [id, name].every((each) => typeof each === 'string' && each !== '');
}

/**
 * @param name in Punycode, as the names of `rows`.
 * @throws UNREADABLE_ZONE when the zone may be among those that could not be read.
 * @returns the zone that is meant, which knows the others of its name.
 */
export function chooseZone(rows: readonly Zone[], name: string): ZoneName | undefined {
  const [meant, ...others] = rows
    .filter((row) => row.name === name && isReadable(row))
    .sort((a, b) => rankOf(a) - rankOf(b) || Number(a.paused === true) - Number(b.paused === true));
  if (meant === undefined && !rows.every(isReadable)) throw UNREADABLE_ZONE;
  if (meant === undefined) return undefined;
  return others.length === 0 ? toZoneName(meant) : { ...toZoneName(meant), note: noteOn(meant, others) };
}

function rankOf({ status }: Zone): number {
  const rank = BY_STATUS.indexOf(status ?? '');
  return rank === -1 ? BY_STATUS.length : rank;
}

/** @returns a zone with the ID '' for one that cannot be read. */
export function toZoneName(row: Zone): ZoneName {
  const { status, paused, type, account } = row;
  if (!isReadable(row)) return { id: '', name: toText(row.name) ?? toText(row.id) ?? 'unknown' };
  const zone = { id: row.id, name: row.name, accountId: account?.id };
  const shown = toBothSpellings(row.name);
  if (typeof status === 'string' && status !== 'active') {
    const word = plainText(status, COUNTED_VALUE_CHARS_MAX);
    const noTraffic = `${shown} is ${word}, not active: no traffic passes Cloudflare.`;
    return { ...zone, noTraffic, caveat: `${shown} is ${caveatOf(word)}` };
  }
  if (paused) {
    return {
      ...zone,
      noTraffic: `${shown} is paused: Cloudflare answers DNS only, and no traffic passes it.`,
      caveat: `${shown} is paused: its proxied records answer with the origin's address.`,
    };
  }
  if (type === 'partial') {
    return { ...zone, caveat: `${shown} is partial (CNAME setup): its authoritative DNS is elsewhere.` };
  }
  return zone;
}

function caveatOf(status: string): string {
  if (status === 'moved') return 'moved: the public DNS no longer uses these records.';
  if (status === 'pending' || status === 'initializing')
    return `${status}: the public DNS does not use these records yet.`;
  return `${status}, not active: the public DNS may not use these records.`;
}

function noteOn(meant: Zone, others: readonly Zone[]): string {
  const named = others
    .slice(0, ZONES_OF_ONE_NAME_MAX)
    .map((zone) => `${wordFor(zone)} (${plainText(zone.id)})`);
  const more = others.length - named.length;
  return (
    `This account has ${others.length + 1} zones named ${toBothSpellings(meant.name)}. Meant is the ${wordFor(meant)} one (${plainText(meant.id)}); ` +
    `the others: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. For another, ask with its ID as zone.`
  );
}

function wordFor({ status, paused }: Zone): string {
  const word = plainText(String(status ?? 'unknown'));
  return paused === true ? `${word}, paused` : word;
}
