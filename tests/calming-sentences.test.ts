/** Rule 1: a conclusion needs its evidence read whole. Each field of Cloudflare's answers is made unreadable, one at a time. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { sampleWorld } from '../src/simulator/sample/account.ts';
import { quietStatusPage } from '../src/simulator/sample/status-page.ts';
import type { World } from '../src/simulator/world/world.ts';
import type { Answer } from './client.ts';
import { type Case, isWorthTrying, mutationsOf, openCase } from './unreadable-fields.ts';

const NOW = new Date('2026-11-24T10:00:00Z');

/** What lets a reader stop looking. */
const CALMING: Readonly<Record<string, RegExp>> = {
  healthy: /(everything|all)\b[^.]*\b(is|are) healthy/i,
  'nothing watches': /nothing watches/i,
  'reports nothing': /reports? nothing|nothing reported/i,
  'on this side': /on (this|your) side/i,
  'did nothing': /did nothing|blocks nobody|no attack/i,
  'no certificate': /no (edge )?certificate/i,
  'no alert': /no alert was sent|no alert [^.]*matches/i,
  'no change': /nothing (was )?changed|no change/i,
  'no record': /no (dns )?record/i,
  'no zone': /no zone of this account|no zone matches/i,
  'no error': /no (5xx|error|request)/i,
  elsewhere: /hosted elsewhere/i,
};
/** What tells the reader that something was not read. */
const DOUBT =
  /not read|not known|could not|cannot be|unreadable|does not say|lacks|unknown|left out|unclear|not told|without a/i;

const notesOf = ({ isError, text, structured }: Answer): string =>
  isError ? text : JSON.stringify(structured.notes ?? []);

function saysDoubt({ isError, text, structured }: Answer): boolean {
  return isError
    ? !/hosted elsewhere/.test(text)
    : structured.unavailable !== undefined || DOUBT.test(notesOf({ isError, text, structured }));
}

/** Lists that calm by what is in them, or say what was not read. */
const NOT_A_FINDING: ReadonlySet<string> = new Set(['healthy_origins', 'notes', 'unavailable']);

/** Calming sentences, and lists that are empty although they were not. */
function calmIn(answer: Answer, base: Answer): string[] {
  const said = Object.keys(CALMING).filter((name) => CALMING[name]!.test(notesOf(answer)));
  if (answer.isError) return said;
  const emptied = Object.entries(base.structured)
    .filter(([name, value]) => Array.isArray(value) && value.length > 0 && !NOT_A_FINDING.has(name))
    .filter(([name]) => (answer.structured[name] ?? []).length === 0)
    .map(([name]) => `${name} is empty`);
  return [...said, ...emptied];
}

/** @returns what is said although it was not read, such as `healthy <- /accounts/{id}/cfd_tunnel .result`. */
async function wronglyCalm(
  of: Case,
  isTried: (kind: string, field: string) => boolean,
  isWrong: (calm: string, base: Answer) => boolean,
): Promise<{ found: string[]; tried: number; base: Answer }> {
  const { ask, fields } = openCase(of);
  const base = await ask(undefined);
  const found = new Set<string>();
  let tried = 0;
  for (const [kind, names] of [...fields]) {
    for (const field of [...names].filter(
      (name) => isTried(kind, name) && isWorthTrying(of.tool, kind, name),
    )) {
      for (const to of mutationsOf(field)) {
        tried++;
        const answer = await ask({ kind, field, to });
        if (saysDoubt(answer)) continue;
        for (const calm of calmIn(answer, base))
          if (isWrong(calm, base)) found.add(`${calm} <- ${kind} ${field}`);
      }
    }
  }
  return { found: [...found].sort(), tried, base };
}

/** Worlds in which a calming sentence is true, and what it is drawn from. */
interface Quiet {
  readonly tool: string;
  readonly input: Record<string, unknown>;
  readonly calm: string;
  /** Fields without which nobody can know: `path field`. */
  readonly evidence: RegExp;
}

const QUIET: readonly Quiet[] = [
  {
    tool: 'get_origin_health',
    input: { zone: 'example.net' },
    calm: 'healthy',
    evidence:
      /(healthchecks|cfd_tunnel) \.result(\[\]\.status)?$|load_balancers \.result$|\/health \.result\.pop_health$/,
  },
  {
    tool: 'get_cloudflare_status',
    input: {},
    calm: 'reports nothing',
    evidence:
      /summary\.json \.(status(\.indicator)?|components(\[\]\.status)?|incidents|scheduled_maintenances)$/,
  },
  {
    tool: 'list_firewall_events',
    input: { zone: 'example.com', since: '1h', before: '59m' },
    calm: 'did nothing',
    evidence: /graphql \.data(\.viewer(\.zones(\[\]\.total)?)?)?$/,
  },
  {
    tool: 'list_certificates',
    input: { zone: 'example.net', days_left_max: 0 },
    calm: 'no certificate',
    evidence: /(certificate_packs|custom_certificates) \.result(\[\]\.certificates(\[\]\.expires_on)?)?$/,
  },
  { tool: 'list_alert_history', input: { since: '1m' }, calm: 'no alert', evidence: /history \.result$/ },
  {
    tool: 'list_dns_records',
    input: { zone: 'example.com', name: 'nothing-is-called-so.example.com' },
    calm: 'no record',
    evidence: /dns_records \.result$/,
  },
];

function quietWorld(): World {
  const world = sampleWorld(NOW);
  world.status_page = quietStatusPage(NOW);
  world.tunnels = world.tunnels?.filter(({ status }) => status === 'healthy');
  // One name of the zone is answered through the tunnel: of tunnels that a zone does not need, the status is no evidence.
  const [tunnel] = world.tunnels ?? [];
  const zone = world.zones.find(({ name }) => name === 'example.net')!;
  const www = zone.records.find(({ name }) => name === 'www.example.net')!;
  Object.assign(www, { type: 'CNAME', content: `${tunnel!.id}.cfargotunnel.com` });
  return world;
}

beforeAll(() => {
  vi.setSystemTime(NOW);
});
afterAll(() => {
  vi.useRealTimers();
});

describe('a field that cannot be read', () => {
  const world = sampleWorld(NOW);

  const inputs = catalog.map(({ name, example }): [string, Record<string, unknown>] => [name, example]);

  it.each([...inputs, ['list_certificates', { zone: 'example.com' }] as const])(
    'makes no answer of %s %j calmer',
    async (tool, input) => {
      const { found, tried, base } = await wronglyCalm(
        { tool, input, world },
        () => true,
        (calm, before) => !calmIn(before, before).includes(calm),
      );
      expect(base.isError).toBe(false);
      expect(tried).toBeGreaterThan(20);
      expect(found).toEqual([]);
    },
    30_000,
  );
});

describe('a calming sentence', () => {
  const world = quietWorld();

  it.each(QUIET)(
    'of $tool ($calm) is not said without its evidence',
    async ({ tool, input, calm, evidence }) => {
      const { found, tried, base } = await wronglyCalm(
        { tool, input, world },
        (kind, field) => evidence.test(`${kind} ${field}`),
        (said) => said === calm,
      );
      // Proves that the sentence is said where it is true.
      expect(CALMING[calm]!.test(notesOf(base)), notesOf(base)).toBe(true);
      expect(tried).toBeGreaterThan(0);
      expect(found).toEqual([]);
    },
  );
});
