/** The addresses of Cloudflare's own network: a record that points at one of them points at no origin. */
import { BlockList, isIP } from 'node:net';
import { OWN_ADDRESSES_MEMORY_MS } from '../limits/cloudflare.ts';
import { toTexts } from '../text/field-value.ts';
import { tryPart } from './answer-part.ts';
import type { Cloudflare } from './cloudflare.ts';

/** Undefined where they cannot be read: then nothing is said about them. */
export async function fetchOwnAddresses(cloudflare: Cloudflare): Promise<BlockList | undefined> {
  const { connection } = cloudflare;
  const known = connection.ownAddresses;
  if (known !== undefined && Date.now() < known.untilMs) return known.list;
  const read = await tryPart(async () => toBlockList(await cloudflare.api.ips.list()));
  if ('missing' in read) return undefined;
  connection.ownAddresses = { list: read.value, untilMs: Date.now() + OWN_ADDRESSES_MEMORY_MS };
  return read.value;
}

/** A text that is not a range is left out: nothing is concluded from an address that is in none. */
function toBlockList(ranges: object): BlockList {
  const { ipv4_cidrs, ipv6_cidrs } = ranges as Record<string, unknown>;
  const list = new BlockList();
  for (const range of [...(toTexts(ipv4_cidrs) ?? []), ...(toTexts(ipv6_cidrs) ?? [])]) {
    const [net = '', length = ''] = range.split('/');
    const version = isIP(net);
    const isRange = version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
    if (isRange) list.addSubnet(net, Number(length), version === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
