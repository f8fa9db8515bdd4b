/** list_zones, as an agent meets it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorAnswer, lyingTotal, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  ZONE_LIMITED_TOKEN,
} from '../../src/simulator/sample/credentials.ts';
import { CLIENTS, open, type Row, token } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const ACCOUNT_QUERY = `account.id=${DEMO_ACCOUNT_ID}`;

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const world = () => sampleWorld(NOW);
const namesIn = (structured: { zones: Row[] }) => structured.zones.map(({ name }: Row) => name);

describe('list_zones', () => {
  it.each(CLIENTS)('answers client %s with every zone of the account and the real total', async (client) => {
    const session = await open({ client });
    const { structured, text, isError } = await session.call('list_zones');
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchObject({ returned: 12, total: 12 });
  });

  it('answers with the facts of each zone, in the order of their names, and nothing else', async () => {
    const session = await open({ world: world() });
    const { structured } = await session.call('list_zones');
    expect(structured).toMatchInlineSnapshot(`
      {
        "by_status": [
          {
            "count": 11,
            "status": "active",
          },
          {
            "count": 1,
            "status": "pending",
          },
        ],
        "returned": 12,
        "total": 12,
        "zones": [
          {
            "id": "12c5d54157a882fb7216315ea26d65e6",
            "name": "example.com",
            "paused": false,
            "plan": "Enterprise",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "9586885785117d1ae654575ac7444790",
            "name": "example.net",
            "paused": false,
            "plan": "Business",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "00808721f69933f86becc57364374152",
            "name": "example.org",
            "paused": false,
            "plan": "Pro",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "6d161f61e4f26e4540a4689eae9fb770",
            "name": "legacy-northwind.example",
            "paused": false,
            "plan": "Free",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "b4909932be79485384c94058523951e9",
            "name": "northwind-archive.example",
            "paused": true,
            "plan": "Free",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "5fe8fad766a89468ce0410382a02d0f3",
            "name": "northwind-cdn.example",
            "paused": false,
            "plan": "Pro",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "f35a70de2fff0213ca91f333d6346870",
            "name": "northwind-launch.example",
            "name_servers": [
              "ada.ns.cloudflare.com",
              "lou.ns.cloudflare.com",
            ],
            "paused": false,
            "plan": "Free",
            "status": "pending",
            "zone_type": "full",
          },
          {
            "id": "29e2b994268631387b8db393c09eb50c",
            "name": "northwind-pay.example",
            "paused": false,
            "plan": "Enterprise",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "6a1ec26cd861a55cab83d388861692b5",
            "name": "northwind.example",
            "paused": false,
            "plan": "Business",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "8072833513d4e6b23477a6a7fc921b46",
            "name": "outfitters.example",
            "paused": false,
            "plan": "Free",
            "status": "active",
            "zone_type": "full",
          },
          {
            "id": "1b5f0ba47ea9d84b1ef7fdb8b4d15dde",
            "modified": "2026-11-20T18:00:00Z",
            "name": "trailmaps.example",
            "paused": false,
            "plan": "Business",
            "status": "active",
            "zone_type": "partial",
          },
          {
            "id": "e4dcfca412797300d401b7bafb6f48db",
            "name": "xn--bcher-kva.example",
            "paused": false,
            "plan": "Free",
            "status": "active",
            "unicode_name": "bücher.example",
            "zone_type": "full",
          },
        ],
      }
    `);
  });

  it('asks one page of the configured account', async () => {
    const session = await open({ world: world() });
    await session.call('list_zones');
    expect(session.asked()).toMatchInlineSnapshot(`
      [
        "/zones?account.id=9a50f8a8e9bb8bdb5eba456bf92d5d98&order=name&direction=asc&page=1&per_page=50",
      ]
    `);
  });

  it('leaves out the zones of other accounts that the credential also reaches', async () => {
    const credential = { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL } as const;
    const session = await open({ credential });
    const { structured } = await session.call('list_zones');
    expect(namesIn(structured)).not.toContain('fabrikam.example');
    expect(structured.total).toBe(12);
  });

  it('shows a token that is limited to two zones those two', async () => {
    const session = await open({ credential: token(ZONE_LIMITED_TOKEN) });
    const { structured } = await session.call('list_zones');
    expect(namesIn(structured)).toEqual(['example.com', 'example.net']);
    expect(structured.total).toBe(2);
  });

  it.each([
    ['example.com', ['example.com'], 'name=example.com'],
    ['EXAMPLE.com.', ['example.com'], 'name=example.com'],
    ['example.*', ['example.com', 'example.net', 'example.org'], 'name=starts_with:example.'],
    ['*.net', ['example.net'], 'name=ends_with:.net'],
    ['*CDN*', ['northwind-cdn.example'], 'name=contains:cdn'],
    ['bücher.example', ['xn--bcher-kva.example'], 'name=xn--bcher-kva.example'],
    ['BÜCHER.example', ['xn--bcher-kva.example'], 'name=xn--bcher-kva.example'],
    ['xn--bcher-kva.example', ['xn--bcher-kva.example'], 'name=xn--bcher-kva.example'],
  ])('finds zones by the name %s', async (name, expected, query) => {
    const session = await open();
    const { structured } = await session.call('list_zones', { name });
    expect(namesIn(structured)).toEqual(expected);
    expect(structured.total).toBe(expected.length);
    expect(session.asked()).toEqual([expect.stringContaining(query)]);
  });

  it('finds zones by status, and says which filters it applied', async () => {
    const session = await open();
    const { structured } = await session.call('list_zones', { name: '*launch*', status: 'pending' });
    expect(namesIn(structured)).toEqual(['northwind-launch.example']);
    expect(structured.filters).toEqual({ name: 'contains launch', status: 'pending' });
    expect(session.asked()).toEqual([expect.stringMatching(/^\/zones\?.*status=pending/)]);
  });

  it('says what was searched when no zone matches a filter', async () => {
    const session = await open();
    const { structured, isError } = await session.call('list_zones', { name: '*nothing-like-this*' });
    expect(isError).toBe(false);
    expect(structured).toMatchObject({ returned: 0, total: 0, zones: [] });
    expect(structured.notes.join()).toMatch(new RegExp(`${DEMO_ACCOUNT_ID}.*list_zones without filters`));
  });

  it('names account ID, permission and zones to check when the account has none', async () => {
    const empty = world();
    empty.zones = [];
    const session = await open({ world: empty });
    const { structured } = await session.call('list_zones');
    expect(structured.notes.join()).toContain(DEMO_ACCOUNT_ID);
    expect(structured.notes.join()).toContain('Zone > Zone > Read');
    expect(structured.notes.join()).toMatch(/has zones.*test_connection/);
  });

  it('finds the only account of the credential when none is configured, and remembers it', async () => {
    const session = await open({ accountId: null });
    await session.call('list_zones');
    await session.call('list_zones');
    expect(session.asked()).toEqual([
      expect.stringMatching(/^\/accounts\?/),
      expect.stringContaining(ACCOUNT_QUERY),
      expect.stringContaining(ACCOUNT_QUERY),
    ]);
  });

  it.each([3, 12, 500])('counts the zones itself when Cloudflare says that there are %i', async (total) => {
    const faults = [{ when: onPath(/^\/zones$/), answer: lyingTotal(total) }];
    const session = await open({ faults });
    const { structured } = await session.call('list_zones');
    expect(structured).toMatchObject({ returned: 12, total: 12 });
    expect(structured.next_cursor).toBeUndefined();
  });

  it('says that it was refused, never that there are no zones, when Cloudflare refuses', async () => {
    const refused = errorAnswer(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
    const session = await open({ faults: [{ when: onPath(/^\/zones$/), answer: refused }] });
    const { isError, text, structured } = await session.call('list_zones');
    expect(isError).toBe(true);
    expect(structured).toBeUndefined();
    expect(text).toContain('Zone > Zone > Read');
  });
});
