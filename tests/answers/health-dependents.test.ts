/** Records that point at what is unhealthy: each once, with what is wrong there, and no tunnel asked again. */
import { describe, expect, it } from 'vitest';
import { dependentRecords, tunnelDependents } from '../../src/answers/health-dependents.ts';
import type { HealthRow } from '../../src/cloudflare/health/health-row.ts';
import { findZone } from '../../src/cloudflare/zones/zone-directory.ts';
import { cloudflareOn } from '../client.ts';

const row = (own: Partial<HealthRow>): HealthRow =>
  ({
    kind: 'origin',
    name: 'eu-1',
    status: 'unhealthy',
    state: 'unhealthy',
    address: '198.51.100.77',
    ...own,
  }) as HealthRow;
const TUNNEL = '0a1b2c3d-0000-4000-8000-000000000000.cfargotunnel.com';

describe('records that point at tunnels', () => {
  const record = { name: 'shop.example.com', type: 'CNAME', content: TUNNEL, proxied: true } as never;

  it('are those of an unhealthy tunnel, and of nothing else at that address', () => {
    expect(
      tunnelDependents([record], [row({ kind: 'tunnel', name: 'shop', status: 'down', address: TUNNEL })]),
    ).toEqual([
      {
        name: 'shop.example.com',
        type: 'CNAME',
        content: TUNNEL,
        proxied: true,
        problem: 'tunnel shop is down',
      },
    ]);
    expect(tunnelDependents([record], [row({ address: TUNNEL })])).toEqual([]);
    expect(tunnelDependents(undefined, [row({})])).toEqual([]);
  });

  it('have the reason of a tunnel that is gone: its name is an ID', () => {
    const gone = row({
      kind: 'tunnel',
      name: TUNNEL,
      status: 'gone',
      reason: 'no such tunnel',
      address: TUNNEL,
    });
    expect(tunnelDependents([record], [gone])[0]?.problem).toBe('no such tunnel');
  });
});

describe('records that point at addresses', () => {
  const dependents = async (...rows: HealthRow[]) => {
    const { cloudflare, simulator } = cloudflareOn();
    const zone = await findZone(cloudflare, 'example.com');
    const before = simulator.requests.length;
    const found = await dependentRecords(cloudflare, zone, rows);
    return { ...found, requests: simulator.requests.length - before };
  };

  it('are found once for each address, with the first that is unhealthy there', async () => {
    const { rows, requests, notAsked } = await dependents(
      row({}),
      row({ kind: 'health_check', name: 'shop' }),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ problem }) => problem))).toEqual(new Set(['origin eu-1 is unhealthy']));
    expect([requests, notAsked]).toEqual([1, 0]);
  });

  it('are not asked for tunnels, nor where no address is known', async () => {
    const none = await dependents(
      row({ kind: 'tunnel' }),
      row({ address: undefined }),
      row({ address: TUNNEL }),
    );
    expect(none).toEqual({ rows: [], notAsked: 0, requests: 0 });
  });

  it('say how many addresses were not asked', async () => {
    const many = Array.from({ length: 40 }, (_, at) => row({ address: `192.0.2.${at}` }));
    const { notAsked, requests } = await dependents(...many);
    expect(notAsked).toBeGreaterThan(0);
    expect(requests + notAsked).toBe(40);
  });
});
