/** The filters of a DNS record search: from an agent's arguments to the parameters of Cloudflare's endpoint. */
import type { RecordListParams } from 'cloudflare/resources/dns/records';
import { Refusal } from '../../refusal.ts';
import { toUnicodeHost } from '../../text/host-name.ts';
import { isPublicAddress } from '../../text/ip-address.ts';
import {
  describePattern,
  isPartOfUnicodeLabel,
  matchesText,
  parsePattern,
  type TextPattern,
  toContentPattern,
  toHostPattern,
  toUnicodePattern,
} from '../../text/text-pattern.ts';

export const RECORD_TYPES = [
  'A',
  'AAAA',
  'CAA',
  'CERT',
  'CNAME',
  'DNSKEY',
  'DS',
  'HTTPS',
  'LOC',
  'MX',
  'NAPTR',
  'NS',
  'OPENPGPKEY',
  'PTR',
  'SMIMEA',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
  'URI',
] as const;

export interface RecordQuestion {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly content?: string | undefined;
  readonly proxied?: boolean | undefined;
  readonly comment?: string | undefined;
  readonly tag?: string | undefined;
  readonly exposed?: boolean | undefined;
}

/** What is compared here instead of by Cloudflare. */
export interface AskedRecord {
  readonly name: string;
  readonly type?: unknown;
  readonly content?: unknown;
}

export interface RecordFilters {
  readonly name: TextPattern | undefined;
  /** Whether public addresses may be among what is found. */
  readonly mayFindAddresses: boolean;
  /** For the answer: how the arguments were understood. */
  readonly described: Readonly<Record<string, string | undefined>>;
  /** The endpoint's parameters for one zone: a name may be relative to it. */
  parametersFor(zoneName: string): Omit<RecordListParams, 'zone_id'>;
  /** Set where the parameters let through more records than were asked for: whether this one was. */
  readonly isWanted?: ((record: AskedRecord, zoneName: string) => boolean) | undefined;
}

/** @throws Refusal */
export function parseRecordFilters(question: RecordQuestion): RecordFilters {
  const { type, tag } = question;
  const isExposed = question.exposed === true;
  if (isExposed && question.proxied === true) {
    throw new Refusal('exposed: what is proxied exposes no address. Next: leave out proxied.');
  }
  const proxied = isExposed ? false : question.proxied;
  const asWritten = question.name === undefined ? undefined : parsePattern('name', question.name);
  const isPart = asWritten !== undefined && isPartOfUnicodeLabel(asWritten);
  const name = asWritten && (isPart ? toUnicodePattern(asWritten) : toHostPattern(asWritten));
  const content =
    question.content === undefined ? undefined : toContentPattern(parsePattern('content', question.content));
  const comment = question.comment === undefined ? undefined : parsePattern('comment', question.comment);
  if (tag?.includes('*')) {
    throw new Refusal('tag: stars have no meaning here. Next: give the name of a tag, or "name:value".');
  }
  const others: Omit<RecordListParams, 'zone_id'> = {
    ...(type !== undefined && { type: type as NonNullable<RecordListParams['type']> }),
    ...(proxied !== undefined && { proxied }),
    ...(content && { content: toParameter(content) }),
    ...(comment && { comment: toParameter(comment) }),
    ...(tag !== undefined && { tag: tag.includes(':') ? { exact: tag } : { present: tag } }),
  };
  return {
    name,
    mayFindAddresses: (type === undefined || type === 'A' || type === 'AAAA') && mayBePublicAddress(content),
    described: {
      type,
      name: name && describePattern(name),
      content: content && describePattern(content),
      proxied: question.proxied?.toString(),
      comment: comment && describePattern(comment),
      tag,
      exposed: isExposed ? 'true' : undefined,
    },
    parametersFor: (zoneName) => {
      if (name === undefined) return others;
      return { ...others, name: isPart ? ANY_UNICODE_NAME : toParameter(qualifyName(name, zoneName)) };
    },
    // Names of records are in Punycode, in which Cloudflare cannot look for a part of a label: they are compared here.
    ...((isPart || isExposed) && {
      isWanted: (record, zoneName) =>
        (!isPart ||
          matchesText(
            qualifyName(name as TextPattern, toUnicodeHost(zoneName)),
            toUnicodeHost(record.name),
          )) &&
        (!isExposed || hasPublicAddress(record)),
    }),
  };
}

/** An address that anyone can reach, and that Cloudflare does not hide unless the record is proxied. */
export function hasPublicAddress({ type, content }: Omit<AskedRecord, 'name'>): boolean {
  return (type === 'A' || type === 'AAAA') && typeof content === 'string' && isPublicAddress(content);
}

function mayBePublicAddress(content: TextPattern | undefined): boolean {
  if (content === undefined) return true;
  return content.match === 'exact' ? isPublicAddress(content.text) : /^[\da-f.:]+$/i.test(content.text);
}

const ANY_UNICODE_NAME = { contains: 'xn--' };

/** Completes a name with the zone's: `www` -> `www.example.com`, `@` -> `example.com`. Names that end in the zone stay. */
export function qualifyName({ match, text }: TextPattern, zoneName: string): TextPattern {
  if (match === 'exact') {
    if (text === '@') return { match, text: zoneName };
    return { match, text: text === zoneName || text.endsWith(`.${zoneName}`) ? text : `${text}.${zoneName}` };
  }
  // `*-api` is the end of the part before the zone's name; `*.com` and `*.example.com` include the end of the zone's name.
  const isRelative =
    match === 'endswith' && !text.endsWith(zoneName) && !zoneName.endsWith(text.replace(/^\./, ''));
  return { match, text: isRelative ? `${text}.${zoneName}` : text };
}

function toParameter({ match, text }: TextPattern): { [Match in TextPattern['match']]?: string } {
  return { [match]: text };
}
