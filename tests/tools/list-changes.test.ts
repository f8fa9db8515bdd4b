/** list_changes, as an agent meets it: who changed what, newest first, from three sources. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { AUDIT_SECRETS } from '../../src/simulator/sample/audit-log.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open, openSampleAt, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_changes';
const ZONE = 'example.com';
const SHOP = zoneId(ZONE);
type Row = Record<string, unknown>;

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = (change?: (world: World) => void) => openSampleAt(NOW, change);

const MOVED = [
  { field: 'content', before: '203.0.113.10', after: '198.51.100.77' },
  { field: 'comment', after: 'CHG-4711: move shop to new origin (was 203.0.113.10)' },
];
/** Records of the sample account by their name. */
const recordId = (name: string) =>
  sampleWorld(NOW)
    .zones.find(({ id }) => id === SHOP)!
    .records.find((record) => record.type === 'A' && record.name === name)!.id;

describe('list_changes', () => {
  it.each(CLIENTS)('tells client %s who moved the origin, and what was tried since', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured, text } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    expect(JSON.parse(text)).toEqual(structured);
    const base = { action: 'update', zone: ZONE };
    const set = (time: string, on: string, before: string, after: string) => ({
      ...base,
      time,
      who: 'terraform-ci',
      via: 'token terraform-ci, Terraform',
      what: 'zone_setting',
      on,
      changed: [{ field: 'value', before, after }],
    });
    const move = (on: string, second: string) => ({
      ...base,
      time: `2026-11-23T15:50:${second}Z`,
      who: 'dana.okafor@northwind.example',
      via: 'dashboard',
      what: 'dns_record',
      on,
      type: 'A',
      changed: MOVED,
    });
    expect(structured).toEqual({
      changes: [
        {
          ...base,
          time: '2026-11-23T16:56:00Z',
          who: 'samira.haddad@northwind.example',
          via: 'dashboard',
          what: 'dns_record',
          // The log has only the ID of what was refused; the zone's records have the name.
          on: ZONE,
          type: 'A',
          record_id: recordId(ZONE),
          // What it was then is in the entry before.
          changed: [{ field: 'content', before: '198.51.100.77', after: '203.0.113.10' }],
          result: 'failure',
          reason: 'Authentication error (10000, HTTP 403)',
        },
        set('2026-11-23T16:30:00Z', 'always_online', 'off', 'on'),
        set('2026-11-23T16:25:00Z', 'security_level', 'medium', 'high'),
        {
          ...base,
          time: '2026-11-23T16:19:00Z',
          who: 'li.wei@northwind.example',
          via: 'dashboard',
          action: 'delete',
          did: 'Purge Cache',
          what: 'cache',
          resource_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          changed: [{ field: 'purge_everything', after: 'true' }],
        },
        move('checkout.example.com', '24'),
        move('shop.example.com', '12'),
        move('example.com', '00'),
      ],
      window: { since: '2026-11-23T12:00:00Z', until: '2026-11-23T18:00:00Z' },
      by_who: [
        { who: 'dana.okafor@northwind.example', via: 'dashboard', count: 3 },
        { who: 'terraform-ci', via: 'token terraform-ci, Terraform', count: 2 },
        { who: 'samira.haddad@northwind.example', via: 'dashboard', count: 1 },
        { who: 'li.wei@northwind.example', via: 'dashboard', count: 1 },
      ],
      sources: { audit_log: 'ok', account_log: 'empty', dns_records: 'ok', zone_settings: 'ok' },
      returned: 7,
      total: 7,
    });
  });

  it('names what was refused from another entry of the same record, when no zone is given', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { since: '6h' });
    const [refused] = structured.changes.filter(({ result }: { result?: string }) => result === 'failure');
    expect(refused).toMatchObject({ on: ZONE, type: 'A', record_id: recordId(ZONE), zone: ZONE });
  });

  it('gives the ID alone of a record that nothing names', async () => {
    const session = await openSample((world) => {
      world.audit_log = world.audit_log.filter(({ action }) => action.result === 'failure');
    });
    const { structured } = await session.call(TOOL, { since: '6h' });
    expect(structured.changes).toHaveLength(1);
    expect(structured.changes[0]).toMatchObject({ record_id: recordId(ZONE), zone: ZONE });
    expect(structured.changes[0]).not.toHaveProperty('on');
  });

  it.each(['ok, content: 198.51.100.66', '"},{"field":"content","after":"198.51.100.66"},{"'])(
    'never takes the comment %s for a change of the address',
    async (comment) => {
      const session = await openSample((world) => {
        for (const { resource } of world.audit_log) {
          const { after } = (resource.response ?? {}) as { after?: { comment?: string } };
          if (after?.comment !== undefined) after.comment = comment;
        }
      });
      const { structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
      const changed = structured.changes.flatMap((change: { changed?: object[] }) => change.changed ?? []);
      const forged = changed.filter((each: object) => JSON.stringify(each).includes('198.51.100.66'));
      expect(forged).toEqual(Array(3).fill({ field: 'comment', after: comment }));
    },
  );

  it('asks the audit log with both ends of the window, newest first, narrowed to the zone', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone: ZONE, since: '6h' });
    const asked = session.asked();
    expect(asked.filter((path) => path.includes('/logs/audit'))).toEqual([
      `/accounts/${DEMO_ACCOUNT_ID}/logs/audit?since=2026-11-23T12:00:00.000Z&before=2026-11-23T18:00:00.000Z` +
        `&direction=desc&limit=1000&zone_id=${SHOP}`,
      `/accounts/${DEMO_ACCOUNT_ID}/logs/audit?since=2026-11-23T12:00:00.000Z&before=2026-11-23T18:00:00.000Z` +
        '&direction=desc&limit=1000&resource_scope=accounts',
    ]);
    expect(asked).toContain(`/zones/${SHOP}/dns_records?order=name&direction=asc&page=1&per_page=1000`);
    const settings = asked.filter((path) => path.startsWith(`/zones/${SHOP}/settings/`));
    expect(settings).toContain(`/zones/${SHOP}/settings/development_mode`);
    expect(asked).toHaveLength(4 + settings.length);
  });

  it('covers one day of the account without zone, in one request, and asks for the name of what is told by its ID', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured.window).toEqual({ since: '2026-11-22T18:00:00Z', until: '2026-11-23T18:00:00Z' });
    expect(structured.sources).toEqual({ audit_log: 'ok' });
    expect(structured.notes).toBeUndefined();
    const zones = new Set(structured.changes.map(({ zone }: Row) => zone));
    expect(zones.size).toBeGreaterThan(3);
    const asked = session.asked();
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(
      /\/logs\/audit\/[\w-]+\/history\?action_time=\S+&since=2025-\S+&before=2026-11-2/,
    );
    expect(asked[0]).toMatch(/since=2026-11-22T18:00:00\.000Z&before=2026-11-23T18:00:00\.000Z/);
    expect(asked[0]).not.toContain('zone_id');
  });

  it('includes the beginning of the window, but not its end', async () => {
    const session = await openSample();
    const input = { since: '2026-11-23T16:25:00Z', before: '2026-11-23T16:30:00Z' };
    const { structured } = await session.call(TOOL, input);
    expect(structured.changes.map(({ on }: Row) => on)).toEqual(['security_level']);
  });

  it('names whoever is behind a change: a person, a token, Cloudflare itself, or a kind nobody knows yet', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { since: '30d', limit: 1000 });
    const rows: Row[] = structured.changes;
    const whoOf = (wanted: string) => rows.find(({ what }) => what === wanted)?.who;
    expect(whoOf('account_token')).toBe('samira.haddad@northwind.example');
    expect(whoOf('zone_setting')).toBe('terraform-ci');
    expect(whoOf('pq_key_set')).toBeTruthy();
    expect(
      rows.find(({ what, zone }) => what === 'certificate_pack' && zone === 'outfitters.example')?.who,
    ).toBe('Cloudflare');
  });

  it('returns no secret from the bodies, and no IP address of the actor', async () => {
    const session = await openSample();
    const { text } = await session.call(TOOL, { since: '30d', limit: 1000 });
    expect(text).toContain('terraform-ci-2');
    for (const secret of Object.values(AUDIT_SECRETS)) expect(text).not.toContain(secret.slice(0, 30));
    expect(text).not.toMatch(/PRIVATE KEY|hooks\.chat|192\.0\.2\.\d|2001:db8:40|Mozilla|Terraform\//);
    expect([...session.log].join()).not.toContain(AUDIT_SECRETS.token);
  });
});

describe('the sources of list_changes', () => {
  const forbidden: [string, string, string, string][] = [
    ['Account Settings Read', 'audit_log,account_log', 'Account > Account Settings > Read', 'dns_records'],
    ['DNS Read', 'dns_records', 'Zone > DNS > Read', 'audit_log'],
    ['Zone Settings Read', 'zone_settings', 'Zone > Zone Settings > Read', 'audit_log'],
  ];
  it.each(forbidden)(
    'without %s: %s is forbidden, the others answer',
    async (permission, sources, label, ok) => {
      const parts = sources.split(',');
      const session = await open({ world: worldWithout(permission) });
      const { isError, structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
      expect(isError).toBe(false);
      for (const source of parts) expect(structured.sources[source]).toBe('forbidden');
      expect(structured.sources[ok]).toBe('ok');
      expect(structured.unavailable).toEqual([
        { parts, reason: expect.stringContaining(label), missing_permission: label },
      ]);
      expect(structured.returned).toBeGreaterThan(0);
    },
  );

  it.each([
    ['audit_log', /logs\/audit/],
    ['dns_records', /dns_records$/],
  ])('%s that fails alone is named with its status, and the others are answered', async (source, path) => {
    const when = (request: { path: string; query: URLSearchParams }) =>
      path.test(request.path) && !request.query.has('resource_scope');
    const session = await open({ world: sampleWorld(NOW), faults: [{ when, answer: htmlPage(502) }] });
    const { structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    expect(structured.sources[source]).toBe('failed');
    expect(structured.unavailable[0]).toMatchObject({
      parts: [source],
      reason: expect.stringMatching(/502/),
    });
    expect(structured.unavailable[0].missing_permission).toBeUndefined();
    expect(structured.returned).toBeGreaterThan(0);
  });

  it('that have nothing in the window are empty, which is not a failure', async () => {
    const session = await openSample();
    const input = { zone: ZONE, since: '2026-11-23T17:50:00Z' };
    const { structured } = await session.call(TOOL, input);
    expect(structured.sources).toEqual({
      audit_log: 'empty',
      account_log: 'empty',
      dns_records: 'empty',
      zone_settings: 'empty',
    });
    expect(structured).toMatchObject({ returned: 0, total: 0 });
    expect(structured.unavailable).toBeUndefined();
  });

  it('without the audit log still show records and settings, without who', async () => {
    const session = await openSample((world) => {
      world.audit_log = [];
    });
    const { structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    const rows: Row[] = structured.changes;
    expect(rows.map(({ source, on }) => `${source}: ${on}`).sort()).toEqual([
      'dns_records: checkout.example.com',
      'dns_records: example.com',
      'dns_records: shop.example.com',
      'zone_settings: always_online',
      'zone_settings: security_level',
    ]);
    expect(rows.every((row) => !('who' in row))).toBe(true);
    expect(structured.by_who).toEqual([{ count: 5 }]);
    expect(rows.find(({ on }) => on === 'security_level')?.changed).toEqual([
      { field: 'value', after: 'high' },
    ]);
  });

  it('is one row for what was done again and again, with how often and since when', async () => {
    const session = await openSample((world) => {
      const [newest] = world.audit_log;
      const at = (minute: number) => ({
        ...newest!,
        id: `again-${minute}`,
        action: { ...newest!.action, time: `2026-11-23T17:${minute}:00Z` },
      });
      world.audit_log.unshift(at(50), at(40), at(30));
    });
    const { structured } = await session.call(TOOL, { since: '31m' });
    expect(structured.changes).toHaveLength(1);
    expect(structured.changes[0]).toMatchObject({
      time: '2026-11-23T17:50:00Z',
      first: '2026-11-23T17:30:00Z',
      times: 3,
    });
    expect(structured).toMatchObject({ returned: 1, total: 1 });
    expect(structured.by_who[0].count).toBe(3);
  });
});
