/** Prompts: a person starts an investigation by name, and the agent gets the steps. */
import {
  type CompleteRequestParams,
  type CompleteResult,
  type GetPromptRequestParams,
  type GetPromptResult,
  type Prompt as ListedPrompt,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { NAME_CHARS_MAX } from '../limits/answers.ts';
import { UNKNOWN_NAME_CHARS_MAX } from '../limits/callers.ts';
import { toArgumentForms } from './argument-forms.ts';
import { problemsIn } from './arguments.ts';
import { type CallerContext, zoneNamesLike } from './call-tool.ts';

interface Prompt<Arguments extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Arguments;
  /** The argument that is completed with the names of zones while a person types. */
  readonly zoneArgument: string;
  write(values: z.output<Arguments>): string;
}

function definePrompt<Arguments extends z.ZodObject>(prompt: Prompt<Arguments>): Prompt {
  return prompt as unknown as Prompt;
}

const hostName = z
  .string()
  .min(1)
  .max(NAME_CHARS_MAX)
  .refine((written) => /[^\\*.\s]/.test(written), 'write the name of a host, such as www.example.com');

const PROMPTS: readonly Prompt[] = [
  definePrompt({
    name: 'investigate_incident',
    title: 'Investigate an incident',
    description: 'From symptom to cause: errors, changes around their onset, then what fits the symptom',
    arguments: z.object({
      zone: hostName.describe('The zone that is affected: example.com'),
      host: hostName.optional().describe('The host that is affected, if it is one: shop.example.com'),
      since: z.string().max(40).optional().describe('When it began, or a little before: 2h'),
    }),
    zoneArgument: 'zone',
    write: ({ zone, host, since = '3h' }) => investigation(zone, host, since),
  }),
  definePrompt({
    name: 'explain_dns',
    title: 'Explain the DNS of a host',
    description:
      'What a host name answers with and why: records, wildcard, proxy, zone state, recent changes',
    arguments: z.object({ hostname: hostName.describe('The host: www.example.com') }),
    zoneArgument: 'hostname',
    write: ({ hostname }) => explanation(hostname),
  }),
];

export function listPrompts(): ListedPrompt[] {
  return PROMPTS.map(({ name, title, description, arguments: { shape } }) => ({
    name,
    title,
    description,
    arguments: Object.entries(shape).map(([argument, schema]) => ({
      name: argument,
      description: (schema as z.ZodType).description,
      required: !(schema as z.ZodType).safeParse(undefined).success,
    })),
  }));
}

/** @throws ProtocolError for an unknown prompt or invalid arguments. */
export function getPrompt({ name, arguments: args = {} }: GetPromptRequestParams): GetPromptResult {
  const prompt = promptNamed(name);
  const { args: given } = toArgumentForms(prompt.arguments, args);
  const parsed = prompt.arguments.safeParse(given);
  if (!parsed.success) {
    const problems = problemsIn(parsed.error, prompt.arguments, given);
    throw invalid(`Invalid arguments for prompt ${name}: ${problems.join('; ')}`);
  }
  return { messages: [{ role: 'user', content: { type: 'text', text: prompt.write(parsed.data) } }] };
}

/** Zone names that contain what was typed; none for arguments that are not a zone. @throws ProtocolError for an unknown prompt. */
export async function complete(
  caller: CallerContext,
  { ref, argument }: CompleteRequestParams,
): Promise<CompleteResult> {
  const prompt = promptNamed(ref.type === 'ref/prompt' ? ref.name : ref.uri);
  const isZone = argument.name === prompt.zoneArgument;
  const values = isZone ? await zoneNamesLike(caller, argument.value) : [];
  return { completion: { values, hasMore: false } };
}

function promptNamed(name: string): Prompt {
  const prompt = PROMPTS.find((each) => each.name === name);
  if (prompt === undefined) {
    const known = PROMPTS.map((each) => each.name).join(', ');
    throw invalid(`Prompt ${name.slice(0, UNKNOWN_NAME_CHARS_MAX)} not found; known prompts: ${known}`);
  }
  return prompt;
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** In the order that needs the fewest calls: what fails decides who is asked next. */
function investigation(zone: string, host: string | undefined, since: string): string {
  const target =
    host === undefined
      ? `the Cloudflare zone ${quoted(zone)}`
      : `${quoted(host)} in the Cloudflare zone ${quoted(zone)}`;
  const inZone = `"zone": ${quoted(zone)}`;
  const ofHost = host === undefined ? inZone : `${inZone}, "host": ${quoted(host)}`;
  const named = host === undefined ? inZone : `${inZone}, "name": ${quoted(host)}`;
  // These tools narrow their answer to a host that is given as the zone.
  const aboutHost = `"zone": ${quoted(host ?? zone)}`;
  const from = `"since": ${quoted(since)}`;
  return [
    `Investigate the incident on ${target} since ${quoted(since)}. Most causes need two to four calls; stop when the cause is proven:`,
    `1. get_http_errors {${ofHost}, ${from}}: which statuses, since when, made by the edge or the origin, which hosts and places?`,
    `2. list_changes {${inZone}, ${from}}: what changed around that time, and who did it?`,
    '3. Then one by the symptom:',
    `- 52x or 530: get_origin_health {${inZone}}: does Cloudflare reach the origin?`,
    `- 403, 429 or challenges: list_firewall_events {${aboutHost}, ${from}}: which rule stops whom?`,
    `- fewer requests, or none: list_dns_records {${named}} and get_zone {${inZone}, "sections": ["ssl", "security", "dnssec"]}: does the host point where it should, is the zone active?`,
    `- one data centre, country or network: get_cloudflare_status {${inZone}}: does Cloudflare report anything there?`,
    `- TLS errors, 525 or 526: list_certificates {${inZone}}: missing, expired, or not for this host?`,
    `- none of these: list_alert_history {${inZone}, ${from}}: what did Cloudflare notice?`,
    'Not covered here: rule expressions in force, Workers, cache ratio, what resolvers answer, logs. Say so where the cause may be there.',
    'Then report: the timeline, the cause with its evidence (times, records, statuses, names), what is ruled out and by what, what could not be read, and the next step for a person. Nothing can be changed from here.',
  ].join('\n');
}

function explanation(hostname: string): string {
  // A wildcard record is found by its literal star, in the zone behind it.
  const zone = hostname.replace(/^\\?\*\./, '');
  const name = zone === hostname ? hostname : `\\*.${zone}`;
  return [
    `Explain what DNS answers for ${quoted(hostname)} through Cloudflare, and why:`,
    `1. list_dns_records {"name": ${quoted(name)}}; if there is none, look for a wildcard: list_dns_records {"zone": ${quoted(zone)}, "name": "\\\\*"}.`,
    `2. get_zone {"zone": ${quoted(zone)}, "sections": ["ssl", "dnssec"]}: is the zone active, not paused, its name servers set?`,
    `3. list_changes {"zone": ${quoted(zone)}, "since": "7d"}: did it change recently?`,
    'Then report what the host resolves to, whether traffic goes through Cloudflare, where it ends, and what is unusual.',
  ].join('\n');
}

/** As JSON text, so that an argument cannot end the sentence around it. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, NAME_CHARS_MAX));
}
