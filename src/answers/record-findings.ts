/** What is odd about DNS records that were read: each sentence rests on records that are in hand. */
import type { RecordResponse } from 'cloudflare/resources/dns/records';
import { contentOf, isUnread } from '../cloudflare/records/record-content.ts';
import {
  mailTargetOf,
  type Neighbours,
  nameInZone,
  type Related,
  shadowsOf,
} from '../cloudflare/records/related-records.ts';
import type { ZoneName } from '../cloudflare/zone-memory.ts';
import { NAME_CHARS_MAX, RECORDS_NOTED_MAX } from '../limits/answers.ts';
import type { AddressRanges } from '../text/ip-address.ts';
import { plainText } from '../text/plain-text.ts';

/**
 * @param isWhole whether these are all records of the zone.
 * @param mailTo records beside them, which send mail to the name that was asked for.
 */
export function recordFindings(
  records: readonly RecordResponse[],
  zone: ZoneName,
  related: Related,
  isWhole: boolean,
  mailTo: readonly RecordResponse[],
): string[] {
  return [
    ...ownAddressNotes(records, related.ownAddresses),
    ...mailNotes([...records, ...mailTo], zone, related),
    ...shadowNotes(records, related),
    ...foreignNotes(related),
    ...danglingNotes(isWhole && !records.some(isUnread) ? danglingAmong(records, zone) : related.dangling),
  ];
}

/** These need no zone: they are told of a search over all zones too. */
export function ownAddressNotes(
  records: readonly RecordResponse[],
  ownAddresses: AddressRanges | undefined,
): string[] {
  if (ownAddresses === undefined) return [];
  const own = records.filter(
    (record) => (record.type === 'A' || record.type === 'AAAA') && ownAddresses.has(contentOf(record) ?? ''),
  );
  return own.length === 0
    ? []
    : [
        `${listed(own.map(shown))}: an address of Cloudflare's own network, not of an origin. Proxied, it fails with error 1000 ` +
          '(DNS points to prohibited IP).',
      ];
}

function mailNotes(records: readonly RecordResponse[], zone: ZoneName, { proxiedNames }: Related): string[] {
  const wrong = records.filter((record) => proxiedNames.has(mailTargetOf(record, zone) ?? ''));
  return wrong.length === 0
    ? []
    : [
        `${listed(wrong.map((record) => `${record.type} of ${record.name} points at ${mailTargetOf(record, zone)}, which is proxied`))}: ` +
          'the proxy passes HTTP only. The target of mail and of services has to be DNS only.',
      ];
}

function shadowNotes(records: readonly RecordResponse[], { delegations }: Related): string[] {
  const shadowed = records.filter((record) => shadowsOf(record).length > 0);
  if (shadowed.length === 0) return [];
  const by = shadowed.flatMap(shadowsOf).flatMap((id) => delegations.get(id) ?? []);
  const above = by.length === 0 ? 'NS records of a name above' : `NS records: ${listed(by.map(shown))}`;
  return [
    `Not answered by this zone: ${listed(shadowed.map(named))}. These names are delegated by ${above}.`,
  ];
}

function foreignNotes({ foreign }: Related): string[] {
  if (foreign === undefined) return [];
  const target = plainText(foreign.target, NAME_CHARS_MAX);
  return [
    `${target} is in the zone ${foreign.zone.name} of this account: its records (list_dns_records with name) and changes (list_changes) are there.`,
  ];
}

/** A load balancer answers for its name without a record. */
function danglingNotes(dangling: readonly RecordResponse[]): string[] {
  if (dangling.length === 0) return [];
  return [
    `${listed(dangling.map(shown))}: this zone has no record of the target's name. Unless a load balancer has that name ` +
      '(get_origin_health lists them), it does not resolve.',
  ];
}

function danglingAmong(records: readonly RecordResponse[], zone: ZoneName): readonly RecordResponse[] {
  const names = new Set(records.map(({ name }) => name));
  const isMissing = (target: string | undefined) =>
    target !== undefined &&
    !names.has(target) &&
    // A wildcard, or a delegation, of any name above may answer.
    !target.split('.').some((_, index, labels) => names.has(`*.${labels.slice(index + 1).join('.')}`)) &&
    !records.some(({ type, name }) => type === 'NS' && name !== zone.name && target.endsWith(`.${name}`));
  return records.filter(
    (record) => record.type === 'CNAME' && isMissing(nameInZone(contentOf(record), zone)),
  );
}

/**
 * For a name without a record of the kind that was asked, or without an address: whether a wildcard answers for it.
 * @param isFound whether the answer shows the records that the name has.
 */
export function wildcardNote(
  name: string,
  { own, hasBelow, wildcards }: Neighbours,
  isFound: boolean,
): string | undefined {
  const nearest = wildcards?.[0];
  if (own !== undefined && own.length > 0) {
    const types = plainText([...new Set(own.map(({ type }) => type))].join(', '));
    const has = isFound ? '' : `${name} has other records: ${types}. `;
    const ended = `The wildcard ${nearest?.name} does not answer for ${name}: it answers only where a name has no record at all.`;
    return nearest === undefined ? has.trimEnd() || undefined : `${has}${ended}`;
  }
  if (wildcards === undefined || isFound) return undefined;
  if (nearest === undefined) return `No wildcard record of the zone covers ${name} either.`;
  const answers = listed(wildcards.filter((each) => each.name === nearest.name).map(shown));
  if (own === undefined || hasBelow === undefined) {
    return `The zone has a wildcard, ${answers}. It answers for ${name} only if no record exists at or below this name.`;
  }
  if (hasBelow === true) {
    return `${name} has records below it, so the wildcard, ${answers}, does not answer for it: it answers only if no record exists at or below a name.`;
  }
  const isNextAbove = name.split('.').length === nearest.name.split('.').length;
  return isNextAbove
    ? `${name} has no record of any type, so the wildcard answers for it: ${answers}.`
    : `The zone has a wildcard, ${answers}. It answers for ${name} only if no name between the two has a record.`;
}

function named({ type, name }: RecordResponse): string {
  return `${plainText(name, NAME_CHARS_MAX)} (${type})`;
}

function shown(record: RecordResponse): string {
  return `${plainText(record.name, NAME_CHARS_MAX)} ${record.type} ${plainText(contentOf(record) ?? '', NAME_CHARS_MAX)}`;
}

function listed(all: readonly string[]): string {
  const different = [...new Set(all)];
  const more = different.length - RECORDS_NOTED_MAX;
  return different.slice(0, RECORDS_NOTED_MAX).join('; ') + (more > 0 ? ` and ${more} more` : '');
}
