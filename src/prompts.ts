/** Prompts: a person starts an investigation with a word, and the agent gets the steps. */
import { completable, type McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { type Session, zoneNamesLike } from './ask.ts';

export function registerPrompts(server: McpServer, session: Session): void {
  const zone = (description: string) =>
    completable(z.string().min(1).max(253).describe(description), (typed) => zoneNamesLike(session, typed));
  server.registerPrompt(
    'investigate_incident',
    {
      title: 'Investigate an incident',
      description:
        'From alert to cause: alerts, changes, errors, origin, DNS, certificates, Cloudflare itself',
      argsSchema: z.object({
        zone: zone('The zone that is affected: example.com'),
        since: z.string().max(40).optional().describe('When it began, or a little before: 2h'),
      }),
    },
    ({ zone: name, since = '3h' }) => asked(investigation(name, since)),
  );
  server.registerPrompt(
    'explain_dns',
    {
      title: 'Explain the DNS of a host',
      description:
        'What a host name answers with and why: records, wildcard, proxy, zone state, recent changes',
      argsSchema: z.object({ hostname: zone('The host: www.example.com') }),
    },
    ({ hostname }) => asked(explanation(hostname)),
  );
}

function investigation(zone: string, since: string): string {
  return [
    `Investigate the incident on the Cloudflare zone ${quoted(zone)} since ${quoted(since)}. Go through these, and stop early only when the cause is proven:`,
    `1. list_alert_history {"zone": ${quoted(zone)}, "since": ${quoted(since)}}: what was noticed first, and when?`,
    `2. list_changes {"zone": ${quoted(zone)}, "since": ${quoted(since)}}: what changed shortly before that, and who did it?`,
    `3. get_http_errors {"zone": ${quoted(zone)}, "since": ${quoted(since)}}: which statuses, since when, edge or origin, which hosts?`,
    `4. get_origin_health {"zone": ${quoted(zone)}}: does Cloudflare reach the origin?`,
    `5. list_dns_records {"zone": ${quoted(zone)}}: do the affected hosts point where they should?`,
    `6. list_certificates {"zone": ${quoted(zone)}} and get_zone {"zone": ${quoted(zone)}, "sections": ["ssl", "security"]}: expired, or SSL mode wrong?`,
    `7. list_firewall_events {"zone": ${quoted(zone)}, "since": ${quoted(since)}}: are real users blocked, or is it an attack?`,
    `8. get_cloudflare_status {"zone": ${quoted(zone)}}: does Cloudflare report anything in the failing data centres?`,
    'Then tell: the time line, the cause with its evidence (times, records, statuses, names), what is ruled out and by what, what could not be read, and the next step for a person. Nothing can be changed from here.',
  ].join('\n');
}

function explanation(hostname: string): string {
  return [
    `Explain what DNS answers for ${quoted(hostname)} through Cloudflare, and why:`,
    `1. list_dns_records {"name": ${quoted(hostname)}}; when there is none, ask the zone for its wildcard with name "\\*".`,
    `2. get_zone {"zone": ${quoted(hostname)}, "sections": ["ssl", "dnssec"]}: is the zone active, not paused, its name servers set?`,
    `3. list_changes {"zone": ${quoted(hostname)}, "since": "7d"}: was it changed lately?`,
    'Then tell what the host resolves to, whether traffic goes through Cloudflare, where it ends, and what is unusual.',
  ].join('\n');
}

/** As JSON text: an argument cannot end the sentence it stands in. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 253));
}

function asked(text: string) {
  return { messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] };
}
