/** Which firewall events are meant: arguments as an agent writes them -> the filter of Cloudflare's datasets. */
import { isIP } from 'node:net';
import { QUOTED_CHARS_MAX } from '../../limits/answers.ts';
import { Refusal } from '../../refusal.ts';
import { parsePattern } from '../../text/text-pattern.ts';

export interface EventQuestion {
  readonly path?: string | undefined;
  readonly rule?: string | undefined;
  readonly country?: string | undefined;
  readonly action?: string | undefined;
  readonly client_ip?: string | undefined;
}

export type EventFilter = Readonly<Record<string, string | readonly string[]>>;

/** @throws Refusal for what no event can have. */
export function parseEventFilter(asked: EventQuestion): EventFilter {
  return {
    ...(asked.path !== undefined && pathFilter(asked.path)),
    ...(asked.rule !== undefined && ruleFilter(asked.rule)),
    ...(asked.country !== undefined && { clientCountryName: parseCountry(asked.country) }),
    ...(asked.action !== undefined && { action: asked.action.trim().toLowerCase() }),
    ...(asked.client_ip !== undefined && { clientIP: parseAddress(asked.client_ip) }),
  };
}

/** Whether requests can be counted by the same filter: they have no rule, action or address there. */
export function isAboutRequests(filter: EventFilter): boolean {
  return Object.keys(filter).every((name) =>
    /^(clientRequest(HTTPHost|Path)(_like)?|clientCountryName)$/.test(name),
  );
}

/** The Ray ID of a block page or a header; the data centre behind it is no part of what is stored. */
export function parseRayId(written: string): string {
  const ray = /^\s*([0-9a-f]{16})(?:-[a-z]{3})?\s*$/i.exec(written)?.[1];
  if (ray !== undefined) return ray.toLowerCase();
  throw new Refusal(
    `ray_id: "${written.slice(0, QUOTED_CHARS_MAX)}" is no Ray ID. Next: give the 16 hex digits of the block page, such as "8f2d3c4b5a697887".`,
  );
}

function pathFilter(written: string): EventFilter {
  const { match, text } = parsePattern('path', written.replace(/(?<=.)[?#].*$/s, ''));
  if (match === 'exact') return { clientRequestPath: text };
  const quoted = `path: "${written.slice(0, QUOTED_CHARS_MAX)}"`;
  if (/[_%]/.test(text)) {
    throw new Refusal(
      `${quoted} has "_" or "%" beside a star, which Cloudflare would take as any letter. Next: give the whole path.`,
    );
  }
  return {
    clientRequestPath_like: `${match === 'startswith' ? '' : '%'}${text}${match === 'endswith' ? '' : '%'}`,
  };
}

/** A rule by its ID, or by a part of its description. */
function ruleFilter(written: string): EventFilter {
  const rule = written.trim();
  if (/^[0-9a-f]{32}$/i.test(rule)) return { ruleId: rule.toLowerCase() };
  // Any letter in place of these finds the same rule, and hardly another one.
  return { description_like: `%${rule.replaceAll(/^\*|\*$/g, '').replaceAll('%', '_')}%` };
}

function parseCountry(written: string): string {
  const country = written.trim().toUpperCase();
  if (/^[A-Z][A-Z0-9]$/.test(country)) return country;
  throw new Refusal(
    `country: "${written.slice(0, QUOTED_CHARS_MAX)}" is no country. Next: give two letters, such as "DE".`,
  );
}

function parseAddress(written: string): string {
  const address = written.trim().toLowerCase();
  if (isIP(address) !== 0) return address;
  throw new Refusal(
    `client_ip: "${written.slice(0, QUOTED_CHARS_MAX)}" is no address. Next: give one whole IPv4 or IPv6 address.`,
  );
}
