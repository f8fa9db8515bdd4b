/** list_changes, as an agent meets it: who changed what, newest first, from three sources. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { htmlPage, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { AUDIT_SECRETS } from '../../src/simulator/sample/audit-log.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, linesOf, open, openSampleAt, rowsOf, worldWithout } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const TOOL = 'list_changes';
const ZONE = 'example.com';
const SHOP = zoneId(ZONE);

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = (change?: (world: World) => void) => openSampleAt(NOW, change);

const MOVED = 'content: 198.51.100.77, comment: CHG-4711: move shop to new origin (was 203.0.113.10)';

describe('list_changes', () => {
  it.each(CLIENTS)('tells client %s who moved the origin, and what was tried since', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured, text } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    expect(JSON.parse(text)).toEqual(structured);
    const move = (host: string, second: string) =>
      `2026-11-23T15:50:${second}Z | dana.okafor@northwind.example | update | dns_record | ${host} | ` +
      `name: ${host}, content: 203.0.113.10 | name: ${host}, ${MOVED} | `;
    const lines = linesOf(structured.changes);
    // The one that was refused names the record as the log does.
    expect(lines[0]).toMatch(
      /^2026-11-23T16:56:00Z \| samira\.haddad@northwind\.example \| update \| dns_record \| \S+ \| {2}\| .*content: 203\.0\.113\.10 \| failure$/,
    );
    expect(lines.slice(1, 3)).toEqual([
      '2026-11-23T16:30:00Z | terraform-ci | update | zone_setting | always_online | value: off | value: on | ',
      '2026-11-23T16:25:00Z | terraform-ci | update | zone_setting | security_level | value: medium | value: high | ',
    ]);
    expect(lines[3]).toMatch(/^2026-11-23T16:19:00Z \| li\.wei@northwind\.example \| delete \| cache \| /);
    expect(lines.slice(4)).toEqual([
      move('checkout.example.com', '24'),
      move('shop.example.com', '12'),
      move('example.com', '00'),
    ]);
    const { changes, notes, ...rest } = structured;
    expect(changes.columns.join()).toBe('time,who,action,what,on,before,after,result');
    expect(changes.every_row).toEqual({ zone: ZONE, source: 'audit log' });
    expect(rest).toEqual({
      window: { since: '2026-11-23T12:00:00Z', before: '2026-11-23T18:00:00Z' },
      sources: { audit_log: 'ok', dns_records: 'ok', zone_settings: 'ok' },
      returned: 7,
      total: 7,
    });
    expect(notes.join()).toMatch(/appear some minutes after.*18 months/);
  });

  it('asks the audit log with both ends of the window, newest first, narrowed to the zone', async () => {
    const session = await openSample();
    await session.call(TOOL, { zone: ZONE, since: '6h' });
    const asked = session.asked();
    expect(asked.filter((path) => path.includes('/logs/audit'))).toEqual([
      `/accounts/${DEMO_ACCOUNT_ID}/logs/audit?since=2026-11-23T12:00:00.000Z&before=2026-11-23T18:00:00.000Z` +
        `&direction=desc&limit=1000&zone_id=${SHOP}`,
    ]);
    expect(asked).toContain(`/zones/${SHOP}/dns_records?order=name&direction=asc&page=1&per_page=1000`);
    const settings = asked.filter((path) => path.startsWith(`/zones/${SHOP}/settings/`));
    expect(settings).toContain(`/zones/${SHOP}/settings/development_mode`);
    expect(asked).toHaveLength(3 + settings.length);
  });

  it('without zone looks a day back over the account, in one request, and says what more zone would give', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL);
    expect(structured.window).toEqual({ since: '2026-11-22T18:00:00Z', before: '2026-11-23T18:00:00Z' });
    expect(structured.sources).toEqual({ audit_log: 'ok' });
    expect(structured.notes.join()).toContain('Give zone to see');
    const zones = new Set(rowsOf(structured.changes).map(({ zone }) => zone));
    expect(zones.size).toBeGreaterThan(3);
    const asked = session.asked();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/since=2026-11-22T18:00:00\.000Z&before=2026-11-23T18:00:00\.000Z/);
    expect(asked[0]).not.toContain('zone_id');
  });

  it('keeps to the window, its end excluded', async () => {
    const session = await openSample();
    const input = { since: '2026-11-23T16:25:00Z', before: '2026-11-23T16:30:00Z' };
    const { structured } = await session.call(TOOL, input);
    expect(rowsOf(structured.changes).map(({ on }) => on)).toEqual(['security_level']);
  });

  it('names whoever is behind a change: a person, a token, Cloudflare itself, or a kind nobody knows yet', async () => {
    const session = await openSample();
    const { structured } = await session.call(TOOL, { since: '30d', limit: 1000 });
    const rows = rowsOf(structured.changes);
    const whoOf = (wanted: string) => rows.find(({ what }) => what === wanted)?.who;
    expect(whoOf('account_token')).toBe('samira.haddad@northwind.example');
    expect(whoOf('zone_setting')).toBe('terraform-ci');
    expect(whoOf('pq_key_set')).toBeTruthy();
    expect(
      rows.find(({ what, zone }) => what === 'certificate_pack' && zone === 'outfitters.example').who,
    ).toBe('system');
  });

  it('hands out no secret from the bodies, and no address of whoever acted', async () => {
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
    ['Account Settings Read', 'audit_log', 'Account > Account Settings > Read', 'dns_records'],
    ['DNS Read', 'dns_records', 'Zone > DNS > Read', 'audit_log'],
    ['Zone Settings Read', 'zone_settings', 'Zone > Zone Settings > Read', 'audit_log'],
  ];
  it.each(forbidden)(
    'without %s: %s is forbidden, the others answer',
    async (permission, source, label, ok) => {
      const session = await open({ world: worldWithout(permission) });
      const { isError, structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
      expect(isError).toBe(false);
      expect(structured.sources).toMatchObject({ [source]: 'forbidden', [ok]: 'ok' });
      expect(structured.unavailable).toEqual([
        { parts: [source], reason: expect.stringContaining(label), missing_permission: label },
      ]);
      expect(structured.returned).toBeGreaterThan(0);
    },
  );

  it.each([
    ['audit_log', /logs\/audit/],
    ['dns_records', /dns_records$/],
  ])('%s that fails alone is said, with its status, and the others answer', async (source, path) => {
    const faults = [{ when: onPath(path), answer: htmlPage(502) }];
    const session = await open({ world: sampleWorld(NOW), faults });
    const { structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    expect(structured.sources[source]).toBe('failed');
    expect(structured.unavailable).toMatchObject([{ parts: [source], reason: expect.stringMatching(/502/) }]);
    expect(structured.unavailable[0].missing_permission).toBeUndefined();
    expect(structured.returned).toBeGreaterThan(0);
  });

  it('that hold nothing in the window are empty, which is no failure', async () => {
    const session = await openSample();
    const input = { zone: ZONE, since: '2026-11-23T17:50:00Z' };
    const { structured } = await session.call(TOOL, input);
    expect(structured.sources).toEqual({ audit_log: 'empty', dns_records: 'empty', zone_settings: 'empty' });
    expect(structured).toMatchObject({ returned: 0, total: 0 });
    expect(structured.unavailable).toBeUndefined();
  });

  it('without the audit log still show records and settings, without who', async () => {
    const session = await openSample((world) => {
      world.audit_log = [];
    });
    const { structured } = await session.call(TOOL, { zone: ZONE, since: '6h' });
    const rows = rowsOf(structured.changes);
    expect(rows.map(({ source, on }) => `${source}: ${on}`).sort()).toEqual([
      'dns record: checkout.example.com A',
      'dns record: example.com A',
      'dns record: shop.example.com A',
      'zone setting: always_online',
      'zone setting: security_level',
    ]);
    expect(rows.every(({ who }) => !who)).toBe(true);
    expect(rows.find(({ on }) => on === 'security_level').after).toBe('value: high');
  });
});
