/** Hosts as an agent names them -> the filter of Cloudflare's analytics datasets on the host that visitors asked. */
import { QUOTED_CHARS_MAX } from '../../limits/answers.ts';
import { Refusal } from '../../refusal.ts';
import { startOf } from '../../text/plain-text.ts';
import { parsePattern, type TextPattern, toBareHost, toHostPattern } from '../../text/text-pattern.ts';

/** In the notation of the datasets; without a field, every host matches. */
export type HostFilter = Readonly<Record<string, string>>;

export const EVERY_HOST: HostFilter = {};

/**
 * @param field the argument's name, for the error.
 * @param written `shop.example.com`, `*.example.com`, `www*`, `*shop*`, or a pasted address.
 * @throws Refusal for what cannot be a host, and for a pattern that the datasets cannot be asked for.
 */
export function parseHosts(field: string, written: string): TextPattern {
  const hosts = toHostPattern(parsePattern(field, toBareHost(written)));
  const quoted = `${field}: "${startOf(written, QUOTED_CHARS_MAX)}"`;
  if (!/^[a-z0-9._-]+$/.test(hosts.text)) {
    throw new Refusal(
      `${quoted} is not the name of a host. Next: write "shop.example.com", or a part with stars: "*.example.com", "www*".`,
    );
  }
  if (hosts.match !== 'exact' && hosts.text.includes('_')) {
    throw new Refusal(
      `${quoted} has "_" beside a star, which Cloudflare would take as any letter. Next: give the whole name of the host.`,
    );
  }
  return hosts;
}

export function toHostFilter({ match, text }: TextPattern): HostFilter {
  if (match === 'exact') return { clientRequestHTTPHost: text };
  const start = match === 'startswith' ? '' : '%';
  const end = match === 'endswith' ? '' : '%';
  return { clientRequestHTTPHost_like: `${start}${text}${end}` };
}
