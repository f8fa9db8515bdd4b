/** The addresses of Cloudflare's own network: a record that points at one of them points at no origin. */
import { OWN_ADDRESSES_MEMORY_MS } from '../limits/cloudflare.ts';
import { toTexts } from '../text/field-value.ts';
import { type AddressRanges, rangesOf } from '../text/ip-address.ts';
import { tryPart } from './answer-part.ts';
import type { Cloudflare } from './cloudflare.ts';

/** Undefined where they cannot be read: then nothing is said about them. */
export async function fetchOwnAddresses(cloudflare: Cloudflare): Promise<AddressRanges | undefined> {
  const { connection } = cloudflare;
  const known = connection.ownAddresses;
  if (known !== undefined && Date.now() < known.untilMs) return known.addresses;
  const read = await tryPart(async () => toRanges(await cloudflare.api.ips.list()));
  if ('missing' in read) return undefined;
  connection.ownAddresses = { addresses: read.value, untilMs: Date.now() + OWN_ADDRESSES_MEMORY_MS };
  return read.value;
}

function toRanges(answer: object): AddressRanges {
  const { ipv4_cidrs, ipv6_cidrs } = answer as Record<string, unknown>;
  return rangesOf([...(toTexts(ipv4_cidrs) ?? []), ...(toTexts(ipv6_cidrs) ?? [])]);
}
