/** Changes of an account from three sources: within the window, and each listed once. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchAuditLog } from '../../../src/cloudflare/changes/audit-log.ts';
import {
  type Change,
  fetchChangedRecords,
  mergeChanges,
  toSettingChanges,
  withFormer,
} from '../../../src/cloudflare/changes/changes.ts';
import { HOUR_MS } from '../../../src/limits/time.ts';
import { sampleWorld } from '../../../src/simulator/sample/account.ts';
import type { SimAuditEntry } from '../../../src/simulator/world/audit-log.ts';
import { zoneId } from '../../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const window = { sinceMs: NOW.getTime() - 3 * HOUR_MS, beforeMs: NOW.getTime() };
const zone = { id: zoneId('example.com'), name: 'example.com' };

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const AT = Date.parse('2026-11-23T17:00:00Z');
const change = (fields: Partial<Change>): Change => ({
  id: undefined,
  via: undefined,
  did: undefined,
  rules: undefined,
  reason: undefined,
  timeMs: AT,
  who: undefined,
  action: 'update',
  what: 'dns_record',
  on: 'x',
  type: undefined,
  zone: undefined,
  changed: [],
  result: undefined,
  source: 'dns_records',
  resourceId: 'r1',
  ...fields,
});

describe('a change that two sources report', () => {
  it('is listed once, from the source that knows who made it', () => {
    const audit = change({ who: 'dana', source: 'audit_log' });
    expect(mergeChanges([audit], [change({ timeMs: AT + 30_000 })])).toEqual([audit]);
  });

  it('is two changes when the resources differ, or when minutes lie between', () => {
    const audit = change({ who: 'dana', source: 'audit_log' });
    expect(mergeChanges([audit], [change({ resourceId: 'r2' })])).toHaveLength(2);
    expect(mergeChanges([audit], [change({ timeMs: AT + 120_000 })])).toHaveLength(2);
  });

  it('is two when the audit entry failed: then someone else made the change', () => {
    const refused = change({ who: 'samira', source: 'audit_log', result: 'failure' });
    expect(mergeChanges([refused], [change({ timeMs: AT + 20_000 })])).toHaveLength(2);
  });

  it('comes in the order of time, newest first', () => {
    const times = mergeChanges(
      [change({ timeMs: 1, resourceId: 'a' }), change({ timeMs: 3, resourceId: 'b' })],
      [change({ timeMs: 2, resourceId: 'c' })],
    ).map(({ timeMs }) => timeMs);
    expect(times).toEqual([3, 2, 1]);
  });
});

/** The change from a log with this entry only. */
async function changeFrom(entry: (first: SimAuditEntry) => object) {
  const world = sampleWorld(NOW);
  const [first] = world.audit_log;
  world.audit_log = [{ ...first!, ...entry(first!) } as SimAuditEntry];
  const { cloudflare } = cloudflareOn({ world });
  return (await fetchAuditLog(cloudflare, { ...window, sinceMs: 0 }, 'all')).changes[0]!;
}

describe('an audit entry', () => {
  it.each([
    [{ email: 'dana@x.example', token_name: 'ci', id: 'i', type: 'user' }, 'dana@x.example'],
    [{ token_name: 'ci', id: 'i', type: 'account' }, 'ci'],
    [{ id: 'i', type: 'account' }, /i/],
    [{ id: '', type: 'system' }, 'Cloudflare'],
    [{ type: 'cloudflare_admin' }, 'Cloudflare'],
    [{ email: '', token_name: 'ci' }, 'ci'],
  ])('of actor %j is by %s', async (actor, who) => {
    expect((await changeFrom(() => ({ actor }))).who).toMatch(who);
  });

  it('without usable bodies still says what was done', async () => {
    for (const body of [null, 'text', undefined, [], 7]) {
      const { on, changed } = await changeFrom(({ resource }) => ({
        resource: { ...resource, id: 'thing', request: body, response: body },
      }));
      expect([on, changed]).toEqual(['thing', []]);
    }
  });

  it('of unknown type, product and result is shown as it is', async () => {
    const { action, what, result } = await changeFrom(({ action, resource }) => ({
      action: { ...action, type: 'teleport', result: 'maybe' },
      resource: { ...resource, type: 'wormhole' },
    }));
    expect([action, what, result]).toEqual(['teleport', 'wormhole', 'maybe']);
  });

  it('shows the request when the response is empty', async () => {
    const { on, changed } = await changeFrom(({ resource }) => ({
      resource: { ...resource, request: { name: 'a.example', content: '192.0.2.1' }, response: {} },
    }));
    expect([on, changed]).toEqual(['a.example', [{ field: 'content', after: '192.0.2.1' }]]);
  });

  it('whose request has some fields only does not say that the others are gone', async () => {
    const before = { name: 'a.example', type: 'A', content: '192.0.2.1', ttl: 60 };
    const { changed } = await changeFrom(({ resource }) => ({
      resource: { ...resource, request: { content: '192.0.2.2' }, response: { before } },
    }));
    expect(changed).toEqual([{ field: 'content', before: '192.0.2.1', after: '192.0.2.2' }]);
  });

  it.each([
    ['dns_record', { tags: ['owner:shop'] }, [{ field: 'tags', after: '["owner:shop"]' }]],
    ['dns_record', { data: { flags: 0 } }, []],
    ['load_balancer_pool', { enabled: false }, [{ field: 'enabled', after: 'false' }]],
    ['zone_setting', { value: 'strict' }, [{ field: 'value', after: 'strict' }]],
    ['zone_setting', undefined, []],
  ])(
    'of %s in which %j was sent does not tell the rest of the answer as changed',
    async (type, request, is) => {
      const whole = {
        name: 'a.example',
        content: '192.0.2.1',
        proxied: true,
        ttl: 1,
        enabled: true,
        value: 'full',
      };
      for (const shown of [{ result: { ...whole, ...request } }, { after: { ...whole, ...request } }]) {
        const { on, changed } = await changeFrom(({ resource }) => ({
          resource: { ...resource, type, request, response: shown },
        }));
        expect([on, changed]).toEqual(['a.example', is]);
      }
    },
  );

  it('without what was sent tells what differs from an older entry, and what was sent knows what an older answer held', () => {
    const held = [
      { field: 'content', after: '192.0.2.1' },
      { field: 'ttl', after: '1' },
    ];
    const older = change({ source: 'audit_log', held, timeMs: AT - 1 });
    const now = [
      { field: 'content', after: '192.0.2.9' },
      ...held.slice(1),
      { field: 'proxied', after: 'true' },
    ];
    const told = [{ field: 'content', before: '192.0.2.1', after: '192.0.2.9' }];
    const unknown = change({ source: 'audit_log', held: now, isSentUnknown: true });
    expect(withFormer(unknown, [older]).changed).toEqual(told);
    expect(
      withFormer(change({ source: 'audit_log', held: now, changed: now.slice(0, 2) }), [older]).changed,
    ).toEqual(told);
    expect(withFormer(change({ source: 'audit_log', action: 'delete' }), [older]).changed).toEqual([
      { field: 'content', before: '192.0.2.1' },
      { field: 'ttl', before: '1' },
    ]);
  });

  it('of a deletion has what is gone; of a new name, both names', async () => {
    const before = { name: 'a.example', type: 'A', content: '192.0.2.1' };
    const gone = await changeFrom(({ resource }) => ({
      resource: { ...resource, request: undefined, response: { before } },
    }));
    expect([gone.on, gone.type, gone.changed]).toEqual([
      'a.example',
      'A',
      [{ field: 'content', before: '192.0.2.1' }],
    ]);
    const renamed = await changeFrom(({ resource }) => ({
      resource: { ...resource, response: { before, after: { ...before, name: 'b.example' } } },
    }));
    expect([renamed.on, renamed.changed]).toEqual([
      'b.example',
      [{ field: 'name', before: 'a.example', after: 'b.example' }],
    ]);
  });

  it('of another type of record has both types, and of another thing its type as a field', async () => {
    const before = { name: 'a.example', type: 'A', content: '192.0.2.1' };
    const response = { before, after: { ...before, type: 'CNAME', content: 'b.example' } };
    const record = await changeFrom(({ resource }) => ({ resource: { ...resource, response } }));
    expect([record.type, record.changed[0]]).toEqual([
      'CNAME',
      { field: 'type', before: 'A', after: 'CNAME' },
    ]);
    const monitor = await changeFrom(({ resource }) => ({
      resource: {
        ...resource,
        type: 'monitor',
        request: { type: 'https' },
        response: { after: { type: 'https' } },
      },
    }));
    expect([monitor.type, monitor.changed]).toEqual([undefined, [{ field: 'type', after: 'https' }]]);
  });

  it('about the zone itself is named as the zone', async () => {
    const { on } = await changeFrom(({ resource }) => ({
      resource: { ...resource, type: 'zone', id: zone.id, request: { paused: true }, response: undefined },
      zone,
    }));
    expect(on).toBe('example.com');
  });

  it.each([
    ['0123456789abcdef0123456789abcdef', undefined],
    ['5f0c5a7e-0d6a-4a0e-8d0b-3c1f5f0a9b11', undefined],
    ['', undefined],
    ['security_level', 'security_level'],
  ])('without a name is about what its ID says, where a person can read it: "%s"', async (id, name) => {
    const { on, resourceId } = await changeFrom(({ resource }) => ({
      resource: { ...resource, id, request: undefined, response: undefined },
    }));
    expect([on, resourceId]).toEqual([name, id || undefined]);
  });
});

describe('records and settings', () => {
  it('that changed in the window are shown as they are now', async () => {
    const { cloudflare } = cloudflareOn({ world: sampleWorld(NOW) });
    const { changes, isWhole, known } = await fetchChangedRecords(cloudflare, window, zone);
    expect(isWhole).toBe(true);
    const changed = [
      { field: 'content', after: '198.51.100.77' },
      { field: 'proxied', after: 'true' },
    ];
    expect(changes.map(({ action, on, type, changed }) => [action, on, type, changed])).toEqual(
      ['checkout.example.com', 'example.com', 'shop.example.com'].map((name) => [
        'change',
        name,
        'A',
        changed,
      ]),
    );
    for (const { resourceId, on } of changes) expect(known.get(resourceId!)).toEqual({ on, type: 'A' });
  });

  it('that were new at that time are a creation', async () => {
    const world = sampleWorld(NOW);
    const record = world.zones.find(({ id }) => id === zone.id)!.records[0]!;
    record.created_on = record.modified_on;
    const { changes } = await fetchChangedRecords(cloudflareOn({ world }).cloudflare, window, zone);
    expect(changes.find(({ resourceId }) => resourceId === record.id)?.action).toBe('create');
  });

  it.each([
    ['2026-11-23T15:00:00Z', true],
    ['2026-11-23T14:59:59Z', false],
    ['2026-11-23T18:00:00Z', false],
    [undefined, false],
    ['never', false],
  ])('changed at %s count: %s', (modifiedOn, counts) => {
    const settings = new Map([['ssl', { value: 'off', modifiedOn }]]);
    expect(toSettingChanges(settings, window, zone)).toHaveLength(counts ? 1 : 0);
  });

  it('with an object as value are shown as JSON', () => {
    const value = { strict_transport_security: { enabled: true } };
    const settings = new Map([['security_header', { value, modifiedOn: '2026-11-23T17:00:00Z' }]]);
    expect(toSettingChanges(settings, window, zone)[0]?.changed).toEqual([
      { field: 'value', after: JSON.stringify(value) },
    ]);
  });
});
