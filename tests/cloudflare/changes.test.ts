/** Changes of an account from three sources: read, kept to the window, and told once. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Change,
  merge,
  readAuditLog,
  readChangedRecords,
  toSettingChanges,
} from '../../src/cloudflare/changes.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import type { SimAuditEntry } from '../../src/simulator/world/audit-log.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { cloudflareOn } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const window = { sinceMs: NOW.getTime() - 3 * 3_600_000, beforeMs: NOW.getTime() };
const zone = { id: zoneId('example.com'), name: 'example.com' };

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const AT = Date.parse('2026-11-23T17:00:00Z');
const change = (fields: Partial<Change>): Change => ({
  ...{ timeMs: AT, who: undefined, action: 'update', what: 'dns_record', on: 'x', zone: undefined },
  ...{ before: undefined, after: undefined, result: undefined, source: 'dns record', resourceId: 'r1' },
  ...fields,
});

describe('one change told by two sources', () => {
  it('is one, the one that knows who', () => {
    const audit = change({ who: 'dana', source: 'audit log' });
    expect(merge([audit], [change({ timeMs: AT + 30_000 })])).toEqual([audit]);
  });

  it('are two when they are of different things, or minutes apart', () => {
    const audit = change({ who: 'dana', source: 'audit log' });
    expect(merge([audit], [change({ resourceId: 'r2' })])).toHaveLength(2);
    expect(merge([audit], [change({ timeMs: AT + 120_000 })])).toHaveLength(2);
  });

  it('are two when the one in the log was refused: someone else changed it', () => {
    const refused = change({ who: 'samira', source: 'audit log', result: 'failure' });
    expect(merge([refused], [change({ timeMs: AT + 20_000 })])).toHaveLength(2);
  });

  it('stand newest first', () => {
    const times = merge(
      [change({ timeMs: 1, resourceId: 'a' }), change({ timeMs: 3, resourceId: 'b' })],
      [change({ timeMs: 2, resourceId: 'c' })],
    ).map(({ timeMs }) => timeMs);
    expect(times).toEqual([3, 2, 1]);
  });
});

/** The log with this entry only. */
async function told(entry: (first: SimAuditEntry) => object) {
  const world = sampleWorld(NOW);
  const [first] = world.audit_log;
  world.audit_log = [{ ...first!, ...entry(first!) } as SimAuditEntry];
  const { cloudflare } = cloudflareOn({ world });
  return (await readAuditLog(cloudflare, { ...window, sinceMs: 0 }, undefined)).changes[0]!;
}

describe('an audit entry', () => {
  it.each([
    [{ email: 'dana@x.example', token_name: 'ci', id: 'i', type: 'user' }, 'dana@x.example'],
    [{ token_name: 'ci', id: 'i', type: 'account' }, 'ci'],
    [{ id: 'i', type: 'account' }, /i/],
    [{ id: '', type: 'system' }, 'system'],
    [{ type: 'cloudflare_admin' }, 'cloudflare_admin'],
    [{ email: '', token_name: 'ci' }, 'ci'],
  ])('of actor %j is by %s', async (actor, who) => {
    expect((await told(() => ({ actor }))).who).toMatch(who);
  });

  it('with bodies that are null, texts or absent still tells what was done', async () => {
    for (const body of [null, 'text', undefined, [], 7]) {
      const { on, before, after } = await told(({ resource }) => ({
        resource: { ...resource, id: 'thing', request: body, response: body },
      }));
      expect([on, before, after]).toEqual(['thing', undefined, undefined]);
    }
  });

  it('of unknown type, product and result is shown as it is', async () => {
    const { action, what, result } = await told(({ action, resource }) => ({
      action: { ...action, type: 'teleport', result: 'maybe' },
      resource: { ...resource, type: 'wormhole' },
    }));
    expect([action, what, result]).toEqual(['teleport', 'wormhole', 'maybe']);
  });

  it('that was created tells what was sent when the answer holds nothing', async () => {
    const { on, after } = await told(({ resource }) => ({
      resource: { ...resource, request: { name: 'a.example', content: '192.0.2.1' }, response: {} },
    }));
    expect([on, after]).toEqual(['a.example', 'name: a.example, content: 192.0.2.1']);
  });
});

describe('records and settings', () => {
  it('that changed in the window are told with what they are now', async () => {
    const { cloudflare } = cloudflareOn({ world: sampleWorld(NOW) });
    const { changes, isWhole } = await readChangedRecords(cloudflare, window, zone);
    expect(isWhole).toBe(true);
    expect(changes.map(({ action, on, after }) => [action, on, after])).toEqual(
      ['checkout.example.com', 'example.com', 'shop.example.com'].map((name) => [
        'change',
        `${name} A`,
        'content: 198.51.100.77, proxied: true',
      ]),
    );
  });

  it('of which one was made just then is a creation', async () => {
    const world = sampleWorld(NOW);
    const record = world.zones.find(({ id }) => id === zone.id)!.records[0]!;
    record.created_on = record.modified_on;
    const { changes } = await readChangedRecords(cloudflareOn({ world }).cloudflare, window, zone);
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

  it('of a setting that is an object are told as JSON', () => {
    const value = { strict_transport_security: { enabled: true } };
    const settings = new Map([['security_header', { value, modifiedOn: '2026-11-23T17:00:00Z' }]]);
    expect(toSettingChanges(settings, window, zone)[0]?.after).toBe(`value: ${JSON.stringify(value)}`);
  });
});
