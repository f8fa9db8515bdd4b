/** Which of several zones of one name is meant: a name is no key, for a zone may be moved and added again. */
import type { Zone } from 'cloudflare/resources/zones/zones';
import {
  COUNTED_VALUE_CHARS_MAX,
  NAME_CHARS_MAX,
  NAME_SERVERS_MAX,
  ZONES_OF_ONE_NAME_MAX,
} from '../../limits/answers.ts';
import { toTexts } from '../../text/field-value.ts';
import { toBothSpellings } from '../../text/host-name.ts';
import { plainText } from '../../text/plain-text.ts';
import type { ZoneName } from '../zone-memory.ts';

/** The first is the one that public DNS answers from. Statuses that Cloudflare adds later come last. */
const BY_STATUS = ['active', 'pending', 'initializing', 'moved'];

/**
 * @param name in Punycode, as the names of `rows`.
 * @returns the zone that is meant, which knows the others of its name.
 */
export function chooseZone(rows: readonly Zone[], name: string): ZoneName | undefined {
  const [meant, ...others] = rows
    .filter((row) => row.name === name)
    .sort((a, b) => rankOf(a) - rankOf(b) || Number(a.paused === true) - Number(b.paused === true));
  if (meant === undefined) return undefined;
  return others.length === 0 ? toZoneName(meant) : { ...toZoneName(meant), note: noteOn(meant, others) };
}

function rankOf({ status }: Zone): number {
  const rank = BY_STATUS.indexOf(status ?? '');
  return rank === -1 ? BY_STATUS.length : rank;
}

export function toZoneName(listed: Zone): ZoneName {
  const { id, name, status, paused, type, account } = listed;
  const zone = { id, name, accountId: account?.id };
  const shown = toBothSpellings(name);
  if (status === 'moved') {
    return {
      ...zone,
      caveat: `${shown} is moved: the public DNS no longer uses its records.`,
      remedy: remedyOf(listed),
    };
  }
  if (status === 'pending' || status === 'initializing') {
    return {
      ...zone,
      caveat: `${shown} is ${status}: the public DNS does not use its records yet.`,
      remedy: remedyOf(listed),
    };
  }
  if (typeof status === 'string' && status !== 'active') {
    const word = plainText(String(status), COUNTED_VALUE_CHARS_MAX);
    return { ...zone, caveat: `${shown} is ${word}, not active: the public DNS may not use its records.` };
  }
  if (paused) {
    return { ...zone, caveat: `${shown} is paused: its proxied records answer with the origin's address.` };
  }
  if (type === 'partial') {
    return { ...zone, caveat: `${shown} is partial (CNAME setup): its authoritative DNS is elsewhere.` };
  }
  return zone;
}

/** A zone whose DNS is elsewhere by intent has no name servers to enter. */
function remedyOf({ name_servers, type }: Zone): string | undefined {
  const names = toTexts(name_servers)?.slice(0, NAME_SERVERS_MAX) ?? [];
  if (names.length === 0 || (typeof type === 'string' && type !== 'full')) return undefined;
  return `It does with the name servers ${names.map((name) => plainText(name, NAME_CHARS_MAX)).join(' and ')} entered at the registrar.`;
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
