/** Secrets and personal data: whatever Cloudflare sends, answers have only named fields, and never the credential. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import type { Credential } from '../src/settings/credential.ts';
import { errorAnswer, onPath } from '../src/simulator/faults.ts';
import { DEMO_API_TOKEN, sampleWorld } from '../src/simulator/sample/account.ts';
import { AUDIT_SECRETS } from '../src/simulator/sample/audit-log.ts';
import {
  EXPIRED_TOKEN,
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  IP_FILTERED_TOKEN,
} from '../src/simulator/sample/credentials.ts';
import { TUNNEL_SECRET } from '../src/simulator/sample/tunnels.ts';
import type { Fault } from '../src/simulator/simulator.ts';
import type { World } from '../src/simulator/world/world.ts';
import { open, type Session, type Setting, token } from './client.ts';

type Question = [tool: string, input: Record<string, unknown>];

/** The example of every tool. */
const EXAMPLES = catalog.map(({ name, example }): Question => [name, example]);

/** The same, and calls that return more. */
const CALLS: Question[] = [
  ...EXAMPLES,
  ['list_zones', { limit: 1000 }],
  ['get_zone', { zone: 'trailmaps.example' }],
  ['get_zone', { zone: 'northwind-pay.example' }],
  ['get_zone', { zone: 'exmaple.com' }],
  ['list_dns_records', { zone: 'example.com', limit: 1000 }],
  ['list_dns_records', { type: 'A', limit: 1000 }],
  ['list_alert_history', { since: '30d', limit: 1000 }],
  ['list_alert_history', { zone: 'example.com' }],
  ['list_changes', { since: '30d', limit: 1000 }],
  ['list_changes', { zone: 'example.com' }],
  ['get_http_errors', { zone: 'example.com' }],
  ['list_firewall_events', { zone: 'northwind.example' }],
  ['list_certificates', {}],
];

/** What the agent read, and what it and the log hold together, after every tool was called. */
async function everythingSaid(
  setting: Setting,
  // Where everything is refused, there is nothing more to return.
  questions = setting.faults ? EXAMPLES : CALLS,
): Promise<{ answered: string; said: string; session: Session }> {
  const session = await open(setting);
  const answers: string[] = [];
  for (const [tool, input] of questions) {
    const { text, structured } = await session.call(tool, input);
    answers.push(text, JSON.stringify(structured) ?? '');
  }
  return { answered: answers.join('\n'), said: [...answers, ...session.log].join('\n'), session };
}

/** The lines with it, so that a failure does not print everything. */
const linesWith = (secret: string, said: string) =>
  said.split('\n').flatMap((line) => {
    const at = line.indexOf(secret);
    return at === -1 ? [] : [line.slice(Math.max(0, at - 60), at + secret.length + 20)];
  });

const PLANTED = 'pl4nted-by-the-test';

/** The sample account with fields that no version of this program knows, in every object that the API answers with. */
function plantedWorld(): World {
  // A copy: the sample's objects are shared with the tests that follow in the same process.
  const world = structuredClone(sampleWorld(new Date()));
  const secrets = {
    api_secret: PLANTED,
    webhook: { url: `https://hooks.example/${PLANTED}` },
    list: [PLANTED],
  };
  const objects: object[] = [...world.accounts, ...world.alerts];
  for (const zone of world.zones) {
    zone.undocumented = {};
    objects.push(zone.undocumented);
    const { owner, plan, account, meta, dnssec, universal_ssl, certificate_packs, records, settings } = zone;
    objects.push(owner, plan, account, meta, dnssec, universal_ssl, ...certificate_packs, ...records);
    objects.push(
      ...certificate_packs.flatMap(({ certificates }) => certificates),
      ...Object.values(settings),
    );
    objects.push(...records.flatMap((record) => [record.meta, record.settings]));
    const hsts = settings.security_header?.value as { strict_transport_security: object };
    objects.push(hsts.strict_transport_security);
  }
  objects.push(...world.tunnels!, ...world.pools!, ...world.pools!.flatMap(({ origins }) => origins));
  for (const zone of world.zones)
    objects.push(
      ...(zone.load_balancers ?? []),
      ...(zone.healthchecks ?? []),
      ...(zone.custom_certificates ?? []),
    );
  for (const entry of world.audit_log) {
    const { request = {}, response = {} } = entry.resource;
    objects.push(
      entry,
      entry.action,
      entry.actor,
      entry.raw,
      entry.resource,
      request as object,
      response as object,
    );
  }
  objects.push(...world.status_page.components, ...world.status_page.incidents);
  for (const object of new Set(objects)) Object.assign(object, secrets);
  // Unknown fields of an alert are told, unless their names or values say that they are about secrets or people.
  const { list: _, ...namedSecrets } = secrets;
  const inAlerts = {
    ...namedSecrets,
    actor_email: `${PLANTED}@example.com`,
    seen_by: `${PLANTED}@example.com`,
  };
  for (const { alert_body: body } of world.alerts) {
    if (typeof body === 'object' && body !== null)
      Object.assign((body as { data?: object }).data ?? body, inAlerts);
  }
  return world;
}

const CREDENTIALS: [string, Credential, string][] = [
  ['an account token', token(DEMO_API_TOKEN), DEMO_API_TOKEN],
  ['a user token', token(GUIDE_USER_TOKEN), GUIDE_USER_TOKEN],
  ['an expired token', token(EXPIRED_TOKEN), EXPIRED_TOKEN],
  ['a token refused by its filter', token(IP_FILTERED_TOKEN), IP_FILTERED_TOKEN],
  ['a malformed token', token('not-a-token-but-secret'), 'not-a-token-but-secret'],
  ['a key', { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL }, GLOBAL_API_KEY],
];

describe('what Cloudflare sends too', () => {
  it('in fields that nobody asked for is in no answer and not in the log', async () => {
    const { said, session } = await everythingSaid({ world: plantedWorld() });
    const { requests } = session.simulator;
    expect(requests.length).toBeGreaterThan(50);
    // Proves that it was really sent, and that the server took it out.
    const zone = await session.simulator.fetch(requests[0]!.url, { headers: requests[0]!.headers });
    expect(await zone.text()).toContain(PLANTED);
    expect(linesWith(PLANTED, said)).toEqual([]);
  });

  it('about the owner, the reseller and verification is not passed on', async () => {
    const world = sampleWorld(new Date());
    const { said } = await everythingSaid({ world });
    for (const zone of world.zones) {
      expect(linesWith(zone.owner.email, said)).toEqual([]);
      expect(linesWith(zone.owner.id, said)).toEqual([]);
      expect(linesWith(zone.tenant.name, said)).toEqual([]);
      expect(linesWith(zone.plan.id, said)).toEqual([]);
      if (zone.verification_key) expect(linesWith(zone.verification_key, said)).toEqual([]);
      for (const pack of zone.certificate_packs) {
        for (const { txt_value } of pack.validation_records ?? [])
          expect(linesWith(txt_value, said)).toEqual([]);
      }
    }
    expect(world.zones.some(({ verification_key }) => verification_key)).toBe(true);
    expect(said).not.toMatch(/#zone:read|abuse@|mU4cXq0Vb2nTz8/);
  });

  it('about the destinations of alerts is reduced to their kind', async () => {
    const world = sampleWorld(new Date());
    const { said } = await everythingSaid({ world });
    expect(said).toContain('["email","pagerduty","webhook"]');
    for (const { mechanism, policy_id } of world.alerts) {
      expect(linesWith(mechanism, said)).toEqual([]);
      expect(linesWith(policy_id, said)).toEqual([]);
    }
    expect(said).not.toMatch(/hooks\.chat|oncall@|f00dfeed/);
  });

  it('about audit entries, tunnels and attackers is reduced to facts, without keys, addresses or tokens', async () => {
    const { said, session } = await everythingSaid({ world: sampleWorld(new Date()) });
    for (const secret of [...Object.values(AUDIT_SECRETS), TUNNEL_SECRET])
      expect(linesWith(secret.slice(0, 40), said)).toEqual([]);
    expect(said).not.toMatch(/PRIVATE KEY|python-requests|HeadlessChrome|Mozilla|192\.0\.2\.\d/);
    expect(session.simulator.requests.map(({ path }) => path).join()).not.toMatch(/cfd_tunnel\/[^,]*token/);
  });

  it('about the user of a Global API Key is not passed on', async () => {
    const [, credential] = CREDENTIALS.at(-1)!;
    const { said } = await everythingSaid({ credential });
    expect(said).not.toMatch(/Robin|Responder|7946 0958|SW1A 2AA|admin@northwind/);
  });
});

describe.each(CREDENTIALS)('%s', (_kind, credential, secret) => {
  it('is in no answer and no line of the log', async () => {
    const { said } = await everythingSaid({ credential });
    expect(linesWith(secret, said)).toEqual([]);
    if (credential.kind === 'global_api_key') expect(linesWith(credential.email, said)).toEqual([]);
  });

  it.each([400, 401, 403, 404, 429, 500, 200])(
    'is in no answer and no log when Cloudflare repeats it in an error of status %i',
    async (status) => {
      const echo = {
        code: 1234,
        message: `Refused '${secret}' ${PLANTED}`,
        error_chain: [{ code: 1, message: secret }],
      };
      const answer = errorAnswer(status, [echo], { 'retry-after': secret });
      const { said } = await everythingSaid({ credential, faults: [{ when: () => true, answer }] });
      expect(linesWith(secret, said)).toEqual([]);
      expect(linesWith(PLANTED, said)).toEqual([]);
    },
  );

  it('is in no answer and no log when the run-time quotes it', async () => {
    const answer: Fault['answer'] = () => {
      const cause = new Error(`invalid header value "Bearer ${secret}"`);
      return Promise.reject(
        new TypeError(`Headers.append: "Bearer ${secret}" is an invalid header value.`, { cause }),
      );
    };
    const { said } = await everythingSaid({ credential, faults: [{ when: () => true, answer }] });
    expect(linesWith(secret, said)).toEqual([]);
  });

  it('is in no answer and no log when a page repeats it', async () => {
    const answer: Fault['answer'] = () => new Response(`<p>${secret} ${PLANTED}</p>`, { status: 502 });
    const { said } = await everythingSaid({ credential, faults: [{ when: onPath(/./), answer }] });
    expect(linesWith(secret, said)).toEqual([]);
    expect(linesWith(PLANTED, said)).toEqual([]);
  });

  it('is in no answer when a proxy repeats it in the header of the Ray ID', async () => {
    const answer = errorAnswer(500, [], { 'cf-ray': secret });
    const { answered } = await everythingSaid({ credential, faults: [{ when: () => true, answer }] });
    expect(linesWith(secret, answered)).toEqual([]);
  });
});
