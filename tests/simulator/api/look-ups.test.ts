/** Endpoints that explain what others only hint at: monitors, the history of an audit entry, Cloudflare's addresses, shadows. */
import { describe, expect, it } from 'vitest';
import type { SimAuditEntry } from '../../../src/simulator/world/audit-log.ts';
import { makeRecord } from '../../../src/simulator/world/record-template.ts';
import { ACCOUNT, get, NOW, sample, zonePath } from '../client.ts';

const SPAN = 'since=2026-10-01&before=2026-11-24&action_time=2026-11-20T00:00:00Z';

describe('the history of an audit entry', () => {
  it('has all that happened to the same thing, oldest first', async () => {
    const simulator = sample();
    const { audit_log } = simulator.world;
    const refused = audit_log.find(({ raw }) => raw.status_code === 403);
    const { result, result_info } = await get<SimAuditEntry[]>(
      simulator,
      `${ACCOUNT}/logs/audit/${refused?.id}/history?${SPAN}`,
    );
    expect(result.map(({ action }) => action.result)).toEqual(['success', 'failure']);
    expect(new Set(result.map(({ resource }) => resource.id))).toEqual(new Set([refused?.resource.id]));
    expect(result_info).toMatchObject({ count: '2', history_status: 'exact' });
  });

  it('is unavailable for an entry that is not known', async () => {
    const { result, result_info } = await get(sample(), `${ACCOUNT}/logs/audit/unknown/history?${SPAN}`);
    expect({ result, result_info }).toEqual({
      result: [],
      result_info: { count: '0', cursor: '', history_status: 'unavailable' },
    });
  });
});

describe('monitors', () => {
  it('say what they expect, and which pools use them', async () => {
    const simulator = sample();
    const { result } = await get(simulator, `${ACCOUNT}/load_balancers/monitors`);
    expect(result).toMatchObject([{ type: 'https', path: '/healthz', expected_codes: '200' }]);
    expect(simulator.world.pools?.every(({ monitor }) => monitor === result[0]?.id)).toBe(true);
    expect(result[0]).not.toHaveProperty('account_id');
  });
});

describe("Cloudflare's addresses", () => {
  it('are public', async () => {
    const { result } = await get<{ ipv4_cidrs: string[]; ipv6_cidrs: string[] }>(sample(), '/ips');
    expect(result.ipv4_cidrs).toContain('104.16.0.0/13');
    expect(result.ipv6_cidrs).toContain('2606:4700::/32');
  });
});

describe('records below a delegation', () => {
  it('say what shadows them, when asked', async () => {
    const simulator = sample();
    const shop = simulator.world.zones.find(({ name }) => name === 'example.com');
    const below = makeRecord({ type: 'A', name: 'v1.lab.example.com', content: '203.0.113.9' }, NOW);
    shop?.records.push(below);
    const records = `${zonePath(simulator, 'example.com')}/dns_records`;
    const asked = await get(simulator, `${records}?name=v1.lab.example.com&include_shadow_metadata=true`);
    const delegation = shop?.records.filter(({ type, name }) => type === 'NS' && name === 'lab.example.com');
    expect(asked.result[0]?.meta).toEqual({ shadowed_by: delegation?.map(({ id }) => id) });
    const notAsked = await get(simulator, `${records}?name=v1.lab.example.com`);
    expect(notAsked.result[0]?.meta).toEqual({});
  });
});
