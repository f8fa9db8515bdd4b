/** The audit log: its required parameters, its pages and filters, and the entries of the sample account. */
import type { AuditListResponse } from 'cloudflare/resources/accounts/logs/audit';
import { describe, expect, it } from 'vitest';
import { AUDIT_SECRETS } from '../../../src/simulator/sample/audit-log.ts';
import { NEW_ORIGIN } from '../../../src/simulator/sample/dns-records.ts';
import type { SimAuditEntry } from '../../../src/simulator/world/audit-log.ts';
import { ACCOUNT, type Envelope, errorText, get, NOW, sample } from '../client.ts';

const simulator = sample();
const { world } = simulator;
const MONTH = 'since=2026-10-01&before=2026-11-24';

interface AuditPage extends Omit<Envelope<SimAuditEntry[]>, 'result_info'> {
  result_info: { count: string; cursor: string };
}

async function audit(query: string): Promise<AuditPage> {
  return (await get<SimAuditEntry[]>(simulator, `${ACCOUNT}/logs/audit?${query}`)) as unknown as AuditPage;
}
const hoursAgo = ({ action }: SimAuditEntry) => (NOW.getTime() - Date.parse(action.time)) / 3_600_000;

describe('the audit log', () => {
  it.each([
    ['before=2026-11-24', 'since: it is required'],
    ['since=2026-11-01', 'before: it is required'],
    ['since=yesterday&before=2026-11-24', 'since: it must be a date or a time in RFC 3339 form'],
    [`${MONTH}&limit=0`, 'limit: it must be a whole number from 1 to 1000'],
    [`${MONTH}&limit=1001`, 'limit: it must be a whole number from 1 to 1000'],
    [`${MONTH}&direction=up`, 'direction: it must be one of desc, asc'],
    [`${MONTH}&cursor=made-up`, 'cursor: it must come from the page before, under the same filters'],
  ])('refuses ?%s', async (query, expected) => {
    expect(await errorText(simulator, `${ACCOUNT}/logs/audit?${query}`)).toBe(
      `400 1002 Invalid value for ${expected}`,
    );
  });

  it('takes dates and times, and includes the time of since but not that of before', async () => {
    const [newest] = (await audit(MONTH)).result;
    const time = newest?.action.time;
    expect((await audit(`since=${time}&before=2026-11-24`)).result).toEqual([newest]);
    expect((await audit(`since=2026-11-23&before=${time}`)).result).not.toContainEqual(newest);
  });

  it.each(['desc', 'asc'])('answers every entry once, page by page, in order %s', async (direction) => {
    const seen: SimAuditEntry[] = [];
    let cursor = '';
    do {
      const query = `${MONTH}&limit=7&direction=${direction}&cursor=${encodeURIComponent(cursor)}`;
      const page = await audit(query);
      expect(page.result_info.count).toBe(String(page.result.length));
      seen.push(...page.result);
      cursor = page.result_info.cursor;
    } while (cursor !== '' && seen.length < 1000);
    expect(seen).toHaveLength(world.audit_log.length);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(world.audit_log.length);
    const times = seen.map(({ action }) => action.time);
    expect(times).toEqual(direction === 'asc' ? times.toSorted() : times.toSorted().reverse());
  });

  it('has an empty cursor on the last page', async () => {
    const { result, result_info } = await audit(`${MONTH}&limit=2`);
    expect(result_info).toEqual({ count: '2', cursor: expect.stringMatching(/^[\w+/]+=*$/) });
    expect(result).toHaveLength(2);
    expect((await audit(`${MONTH}&limit=1000`)).result_info.cursor).toBe('');
  });

  it.each([
    [
      'actor_email=DANA.OKAFOR@northwind.example',
      ({ actor }: SimAuditEntry) => actor.email?.startsWith('dana.'),
    ],
    ['actor_token_name=terraform-ci', ({ actor }) => actor.token_name === 'terraform-ci'],
    ['action_type=create&action_type=rotate', ({ action }) => ['create', 'rotate'].includes(action.type)],
    ['action_type=create,rotate', ({ action }) => ['create', 'rotate'].includes(action.type)],
    ['action_type.not=update', ({ action }) => action.type !== 'update'],
    ['action_result=failure', ({ action }) => action.result === 'failure'],
    ['zone_name=example.com', ({ zone }) => zone?.name === 'example.com'],
    [`zone_id=${world.zones[0]?.id}`, ({ zone }) => zone?.name === 'example.com'],
    [
      `zone_id.not=${world.zones[0]?.id}&actor_type.not=system`,
      ({ zone, actor }) => zone?.name !== 'example.com' && actor.type !== 'system',
    ],
    ['resource_product=zone_settings', ({ resource }) => resource.product === 'zone_settings'],
    ['raw_status_code=403', ({ raw }) => raw.status_code === 403],
  ] as [string, (entry: SimAuditEntry) => boolean][])('filters by %s', async (query, matches) => {
    const expected = world.audit_log.filter(matches);
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.length).toBeLessThan(world.audit_log.length);
    const { result } = await audit(`${MONTH}&limit=1000&${query}`);
    expect(result.map(({ id }) => id).toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });

  it('has no fields that the type in the SDK does not have', () => {
    const known: { [Part in keyof Required<AuditListResponse>]: string[] } = {
      id: [],
      account: ['id', 'name'],
      action: ['description', 'result', 'time', 'type'],
      actor: ['context', 'email', 'id', 'ip_address', 'token_id', 'token_name', 'type'],
      raw: ['cf_ray_id', 'method', 'status_code', 'uri', 'user_agent'],
      resource: ['id', 'product', 'request', 'response', 'scope', 'type'],
      zone: ['id', 'name'],
    };
    for (const entry of world.audit_log) {
      for (const [part, value] of Object.entries(entry)) {
        const fields = typeof value === 'string' ? [] : Object.keys(value);
        expect(known[part as keyof typeof known]).toEqual(expect.arrayContaining(fields));
      }
    }
  });
});

describe('the audit log of the sample account', () => {
  it('reaches back thirty days', () => {
    const ages = world.audit_log.map(hoursAgo);
    expect(world.audit_log.length).toBeGreaterThan(55);
    expect(Math.max(...ages) / 24).toBeGreaterThan(25);
    expect(Math.max(...ages) / 24).toBeLessThan(30);
  });

  it('shows who changed the origin of the shop, and the old origin', () => {
    const moves = world.audit_log.filter(
      ({ resource, zone, action }) =>
        zone?.name === 'example.com' && resource.product === 'dns_records' && action.result === 'success',
    );
    expect(moves.map(({ actor }) => actor.email)).toEqual(Array(3).fill('dana.okafor@northwind.example'));
    for (const move of moves) {
      expect(hoursAgo(move)).toBeCloseTo(130 / 60, 1);
      const record = world.zones[0]?.records.find(({ id }) => id === move.resource.id);
      expect(move.resource.response).toMatchObject({
        before: { name: record?.name, content: '203.0.113.10' },
        after: { name: record?.name, content: NEW_ORIGIN },
      });
    }
  });

  it('shows the changed settings with the times that the settings themselves have', () => {
    const changes = world.audit_log.filter(({ resource }) => resource.product === 'zone_settings');
    expect(changes.map(({ actor }) => actor.token_name)).toEqual(['terraform-ci', 'terraform-ci']);
    for (const { resource, action } of changes) {
      const setting = world.zones[0]?.settings[resource.id];
      expect(setting?.modified_on).toBe(action.time);
      expect(resource.response).toMatchObject({ after: { value: setting?.value } });
    }
  });

  it('has three secrets in bodies, and values that no SDK knows', () => {
    for (const secret of Object.values(AUDIT_SECRETS)) {
      const holders = world.audit_log.filter(({ resource }) =>
        JSON.stringify(resource).includes(JSON.stringify(secret)),
      );
      expect(holders).toHaveLength(1);
    }
    expect(world.audit_log.filter(({ actor }) => actor.type === 'ai_agent')).toMatchObject([
      { action: { type: 'rotate' }, actor: { context: 'agent_session' }, zone: { name: 'example.net' } },
    ]);
  });
});
