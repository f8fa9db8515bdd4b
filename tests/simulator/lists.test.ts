/** Pages are complete, filters select, and a number outside its bounds is refused rather than clamped. */
import Cloudflare from 'cloudflare';
import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNT_ID } from '../../src/simulator/sample/account.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../../src/simulator/sample/many-zones.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { ACCOUNT, API, get, NOW, sample, zonePath } from './client.ts';

const simulator = sample();
const SHOP = zonePath(simulator, 'example.com');
const HISTORY = `${ACCOUNT}/alerting/v3/history`;

async function everyId(path: string, perPage: number): Promise<string[]> {
  const ids: string[] = [];
  for (let page = 1; ; page += 1) {
    const { result, result_info } = await get(simulator, `${path}?page=${page}&per_page=${perPage}`);
    expect(result_info).toMatchObject({ page, per_page: perPage, count: result.length });
    ids.push(...result.map(({ id }) => id));
    if (page >= result_info.total_pages) return ids;
  }
}

describe('pages', () => {
  it.each([
    ['/zones', 5, 12],
    [`${zonePath(simulator, 'example.net')}/dns_records`, 7, 50],
    [HISTORY, 25, simulator.world.alerts.length],
  ])('of %s with %i rows hold every row exactly once', async (path, perPage, total) => {
    const ids = await everyId(path, perPage);
    expect(ids).toHaveLength(total);
    expect(new Set(ids).size).toBe(total);
  });

  it('after the last one are empty, but the list of accounts always answers its first page', async () => {
    expect((await get(simulator, '/zones?page=99')).result).toEqual([]);
    const accounts = await get(simulator, '/accounts?page=99');
    expect(accounts.result).toHaveLength(1);
    expect(accounts.result_info).toMatchObject({ page: 1, total_pages: 1 });
  });

  it.each([
    ['/zones', 20, 5, 50],
    ['/accounts', 20, 5, 50],
    [`${SHOP}/dns_records`, 100, 1, 5000],
    [`${SHOP}/ssl/certificate_packs`, 20, 5, 50],
    [HISTORY, 25, 5, 1000],
  ])('of %s have %i rows by default, and allow %i to %i', async (path, standard, min, max) => {
    expect((await get(simulator, path)).result_info.per_page).toBe(standard);
    for (const perPage of [min, max]) {
      expect((await get(simulator, `${path}?per_page=${perPage}`)).status).toBe(200);
    }
    for (const perPage of [min - 1, max + 1, 'many', '']) {
      const { status, errors } = await get(simulator, `${path}?per_page=${perPage}`);
      expect(status).toBe(400);
      expect(errors[0]?.message).toContain('per_page');
    }
  });

  it('can all be read with the official SDK', async () => {
    const load = createSimulator({ world: manyZones(120, 3, NOW) });
    const credentials = { apiToken: MANY_ZONES_TOKEN, apiKey: null, apiEmail: null, userServiceKey: null };
    const client = new Cloudflare({ ...credentials, baseURL: API, fetch: load.fetch, maxRetries: 0 });
    const names = new Set<string>();
    for await (const zone of client.zones.list({ per_page: 50, account: { id: MANY_ZONES_ACCOUNT_ID } })) {
      names.add(zone.name);
    }
    expect(names.size).toBe(120);
    expect(load.requests).toHaveLength(4);
    const zone = load.world.zones[0];
    const records = await client.dns.records.list({
      zone_id: zone?.id ?? '',
      name: { startswith: 'host-0002' },
    });
    expect(records.result.map(({ content }) => content)).toEqual(['10.0.0.2']);
  });
});

describe('filters of zones', () => {
  it.each([
    ['name=EXAMPLE.com', ['example.com']],
    ['name=equal:example.com', ['example.com']],
    ['name=contains:NORTHWIND-P', ['northwind-pay.example']],
    ['name=contains_case_sensitive:NORTHWIND', []],
    ['name=xn--bcher-kva.example', ['bücher.example']],
    ['name=bücher.example', ['bücher.example']],
    ['name=starts_with:bü', ['bücher.example']],
    ['name=starts_with:xn--', []],
    ['name=ends_with:.net', ['example.net']],
    ['name=starts_with:example.&name=x', ['example.com', 'example.net', 'example.org']],
    ['status=pending', ['northwind-launch.example']],
    ['type=partial,secondary', ['trailmaps.example']],
    ['type=secondary&type=partial', ['trailmaps.example']],
    ['match=any&name=example.org&status=pending', ['example.org', 'northwind-launch.example']],
    ['match=all&name=example.org&status=pending', []],
    ['account.id=065e5751f75143a5f61debc267b0bc8d', []],
    ['account.name=contains:fabrikam', []],
    ['name=starts_with:example&direction=desc', ['example.org', 'example.net', 'example.com']],
  ])('%s', async (query, names) => {
    expect((await get(simulator, `/zones?${query}`)).result.map(({ name }) => name)).toEqual(names);
  });

  it('not_equal excludes one zone, an unknown parameter is ignored, and zones can be sorted by status', async () => {
    expect((await get(simulator, '/zones?name=not_equal:example.com')).result).toHaveLength(11);
    expect((await get(simulator, '/zones?account_id=nonsense')).result).toHaveLength(12);
    expect((await get(simulator, `/zones?account.id=${DEMO_ACCOUNT_ID}`)).result).toHaveLength(12);
    const byStatus = await get(simulator, '/zones?order=status&direction=desc');
    expect(byStatus.result[0]?.name).toBe('northwind-launch.example');
  });

  it.each(['order=age', 'direction=up', 'match=some', 'status=paused', 'page=0'])(
    '%s is refused',
    async (query) => {
      expect((await get(simulator, `/zones?${query}`)).status).toBe(400);
    },
  );
});

describe('filters of DNS records', () => {
  const names = async (query: string) =>
    (await get(simulator, `${SHOP}/dns_records?${query}`)).result.map(({ name }) =>
      name.replace('.example.com', ''),
    );

  it.each([
    ['content.exact=192.168.1.1', ['old-origin', 'staging']],
    ['content=192.168.1.1', ['old-origin', 'staging']],
    ['content.contains=192.168.1.1', ['example.com', 'old-origin', 'staging']],
    ['name.exact=SHOP.example.com&type=a', ['shop']],
    ['name=shop.example.com', ['shop', 'shop']],
    ['name.startswith=_', ['_dmarc', '_sip._tcp']],
    ['name.endswith=domainkey.example.com', ['s1._domainkey']],
    ['comment.contains=chg-4711', ['checkout', 'example.com', 'shop']],
    ['comment.exact=vpn%20only', ['admin']],
    ['comment.present=true&type=CNAME', ['*']],
    ['comment.absent=true&type=A', ['api', 'staging']],
    ['tag.exact=team:payments', ['checkout']],
    ['tag.startswith=env:stag', ['staging']],
    ['tag.present=team&tag.absent=env', ['api', 's1._domainkey']],
    ['tag_match=any&tag.exact=env:staging&tag.contains=team:pay', ['checkout', 'staging']],
    ['proxied=false&type=A', ['admin', 'old-origin', 'staging']],
    ['match=any&name.exact=api.example.com&content.exact=203.0.113.13', ['admin', 'api']],
    ['search=statuspage', ['status']],
    ['search=TODO&type=A', ['old-origin']],
  ])('%s', async (query, expected) => {
    // Sorted, because rows with equal names come in the order of their ids.
    expect((await names(query)).sort()).toEqual(expected);
  });

  it('come in the order that the query asks for', async () => {
    expect((await names('type=CNAME&order=content&direction=desc'))[0]).toBe('status');
    expect((await names('order=name'))[0]).toBe('*');
    expect((await names('order=ttl&direction=desc'))[0]).toBe('lab');
  });

  it('finds the old origin in four zones', async () => {
    const found: string[] = [];
    for (const zone of simulator.world.zones) {
      const { result } = await get(
        simulator,
        `/zones/${zone.id}/dns_records?type=A&content.exact=192.168.1.1`,
      );
      found.push(...(result ?? []).map(({ name }) => name));
    }
    expect(found.sort()).toEqual([
      'ftp.example.net',
      'intranet.legacy-northwind.example',
      'mail.legacy-northwind.example',
      'old-origin.example.com',
      'origin.outfitters.example',
      'staging.example.com',
    ]);
  });
});

describe('alert history', () => {
  it('is newest first and has no account id', async () => {
    const { result } = await get(simulator, `${HISTORY}?per_page=1000`);
    const sent = result.map((entry) => Date.parse(String(entry.sent)));
    expect(sent).toEqual([...sent].sort((a, b) => b - a));
    expect(result[0]).not.toHaveProperty('account_id');
  });

  it('includes the time of since and excludes the time of before', async () => {
    const middle = simulator.world.alerts[10]?.sent ?? '';
    const count = async (query: string) =>
      (await get(simulator, `${HISTORY}?${query}`)).result_info.total_count;
    const [after, earlier] = [await count(`since=${middle}`), await count(`before=${middle}`)];
    expect(after).toBeGreaterThan(0);
    expect(after + earlier).toBe(simulator.world.alerts.length);
    expect(await count(`since=${middle}&before=${middle}`)).toBe(0);
  });

  it.each(['since=yesterday', 'before=2026-11-23', 'since=2026-13-41T00:00:00Z'])(
    'refuses %s',
    async (query) => {
      expect((await get(simulator, `${HISTORY}?${query}`)).status).toBe(400);
    },
  );
});

describe('certificate packs', () => {
  it('do not contain a stuck renewal without status=all', async () => {
    const packs = `${zonePath(simulator, 'northwind-pay.example')}/ssl/certificate_packs`;
    const statuses = async (query: string) =>
      (await get(simulator, packs + query)).result.map(({ status }) => status);
    expect(await statuses('')).toEqual(['active', 'active']);
    expect(await statuses('?status=all')).toEqual(['active', 'active', 'pending_validation']);
    expect((await get(simulator, `${packs}?status=active`)).status).toBe(400);
  });
});
