/** Addresses that anyone can reach, told from those of private networks and machines. */
import { BlockList, isIP } from 'node:net';

/**
 * Not reachable from outside, by RFC 6890; 100::/64 stands for "no origin". Ranges for documentation are left out: people
 * write them in examples, where they stand for public addresses.
 */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 127],
  ['100::', 64],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  NOT_PUBLIC.addSubnet(net, prefix, 'ipv6');
}

export function isPublicAddress(text: string): boolean {
  return isIP(text) !== 0 && !isIn(NOT_PUBLIC, text);
}

/** False for a text that is no address. */
function isIn(list: BlockList, text: string): boolean {
  const version = isIP(text);
  return version !== 0 && list.check(text, version === 6 ? 'ipv6' : 'ipv4');
}

/** Several ranges of addresses. */
export interface AddressRanges {
  /** False for a text that is no address. */
  has(address: string): boolean;
}

/** @param ranges `104.16.0.0/13`, `2606:4700::/32`; a text that is none is left out, because nothing is in it. */
export function rangesOf(ranges: readonly string[]): AddressRanges {
  const list = new BlockList();
  const starts = new Set<string>();
  for (const range of ranges) {
    const [net = '', length = ''] = range.split('/');
    const version = isIP(net);
    const isRange = version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
    if (!isRange) continue;
    list.addSubnet(net, Number(length), version === 4 ? 'ipv4' : 'ipv6');
    starts.add(Number(length) < (version === 4 ? 8 : 16) ? ANY : startOf(net));
  }
  // Most addresses begin like none of the ranges, and the list takes microseconds for each.
  const maybe = (address: string) => starts.has(ANY) || starts.has(startOf(address));
  return { has: (address) => maybe(address) && isIn(list, address) };
}

const ANY = 'any';

/** `104` of 104.16.0.1, `2606` of 2606:4700::1. */
function startOf(address: string): string {
  return address.split(/[.:]/, 1)[0]?.toLowerCase().replace(/^0+/, '') ?? '';
}
