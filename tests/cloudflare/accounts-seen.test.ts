/** Which account is meant when none is configured: the one that the credential lists, or else the one of its zones. */
import { describe, expect, it } from 'vitest';
import { errorAnswer, onPath } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, sampleWorld } from '../../src/simulator/sample/account.ts';
import { GUIDE_USER_TOKEN } from '../../src/simulator/sample/credentials.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import type { World } from '../../src/simulator/world/world.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { open, token } from '../client.ts';

/** A user token as people make it for DNS: it reads zones, in these accounts, and lists no account. */
function worldOfDnsToken(accounts: string[] | undefined, ...permissions: string[]): World {
  const world = sampleWorld(new Date());
  for (const credential of world.credentials) {
    if (credential.kind === 'global_api_key' || credential.token !== GUIDE_USER_TOKEN) continue;
    credential.permissions = permissions;
    if (accounts === undefined) delete credential.accounts;
    else credential.accounts = accounts;
  }
  return world;
}

const openWith = (world: World, faults: Fault[] = []) =>
  open({ world, faults, credential: token(GUIDE_USER_TOKEN), accountId: null });
const DNS = ['Zone Read', 'DNS Read'];
const ONE = [DEMO_ACCOUNT_ID];

describe('a token that lists no account', () => {
  it.each([
    ['list_zones', {}],
    ['list_dns_records', { zone: 'example.com' }],
    ['list_dns_records', { type: 'A', content: '192.168.1.1' }],
    ['test_connection', {}],
  ])('gets an answer of %s %j, from the account of its zones', async (tool, input) => {
    const session = await openWith(worldOfDnsToken(ONE, ...DNS));
    const { isError, text } = await session.call(tool, input);
    expect(isError, text).toBe(false);
    expect(session.asked().filter((path) => path.includes('account.id='))).not.toEqual([]);
  });

  it('needs two more requests once, however many calls follow', async () => {
    const session = await openWith(worldOfDnsToken(ONE, ...DNS));
    await session.call('list_zones');
    expect(session.asked().map((path) => path.replace(/\?.*/, ''))).toEqual([
      '/accounts',
      '/zones',
      '/zones',
    ]);
    await session.call('list_zones');
    expect(session.asked()).toHaveLength(1);
  });

  it('is told so by test_connection, and which account it is', async () => {
    const session = await openWith(worldOfDnsToken(ONE, ...DNS));
    const { structured } = await session.call('test_connection');
    expect(structured).toMatchObject({ verdict: 'incomplete', account: { id: DEMO_ACCOUNT_ID, zones: 12 } });
  });

  it('reads what belongs to the account: its alerts', async () => {
    const session = await openWith(worldOfDnsToken(ONE, ...DNS, 'Notifications Read'));
    const { isError, text } = await session.call('list_alert_history', { since: '24h' });
    expect(isError, text).toBe(false);
    const asked = session.asked().map((path) => path.replace(/\?.*/, ''));
    expect(asked).toContain(`/accounts/${DEMO_ACCOUNT_ID}/alerting/v3/history`);
  });

  it('is refused the list of accounts, and still has its zones', async () => {
    const refusal = errorAnswer(403, [{ code: 9109, message: 'Unauthorized to access requested resource' }]);
    const session = await openWith(worldOfDnsToken(ONE, ...DNS), [
      { when: onPath(/^\/accounts$/), answer: refusal },
    ]);
    const { isError, structured } = await session.call('list_zones');
    expect(isError).toBe(false);
    expect(structured.total).toBe(12);
  });

  it.each([
    ['first', 60],
    ['last', -60],
  ])(
    'and has zones of two accounts, most of them in one, is told both: the other is the %s',
    async (_which, count) => {
      const world = worldOfDnsToken(undefined, ...DNS);
      const own = world.zones.filter(({ account }) => account.id === DEMO_ACCOUNT_ID);
      const other = world.zones.filter(({ account }) => account.id !== DEMO_ACCOUNT_ID);
      const [many] = count > 0 ? own : other;
      if (many === undefined) expect.fail();
      for (let n = 0; n < Math.abs(count); n++) {
        world.zones.push({ ...many, id: String(n).padStart(32, 'a'), name: `many-${n}.example` });
      }
      const session = await openWith(world);
      const { isError, text } = await session.call('list_zones');
      expect(isError).toBe(true);
      expect(text).toContain('This credential sees 2 accounts: ');
      expect(text).toContain(`"Northwind Outfitters" (${DEMO_ACCOUNT_ID})`);
      expect(text).toMatch(/"Fabrikam Freight" \([0-9a-f]{32}\).*Next: .*CLOUDFLARE_ACCOUNT_ID/);
    },
  );

  it.each(['example.com', 'fabrikam.example'])(
    'of two accounts, asked with the ID of %s, asks the account of that zone',
    async (name) => {
      const world = worldOfDnsToken(undefined, ...DNS, 'Notifications Read');
      const account = world.zones.find((zone) => zone.name === name)?.account.id;
      const session = await openWith(world);
      const { isError, text } = await session.call('list_alert_history', {
        zone: zoneId(name),
        since: '24h',
      });
      expect(isError, text).toBe(false);
      expect(session.asked().filter((path) => path.startsWith('/accounts'))).toEqual([
        expect.stringContaining(`/accounts/${account}/alerting/v3/history`),
      ]);
      // The account of one zone is not that of the next question.
      expect((await session.call('list_zones')).text).toContain('This credential sees 2 accounts');
    },
  );

  it.each([[[]], [['DNS Read']]])(
    'and may read no zone (%j), is told that it sees no account',
    async (permissions) => {
      const session = await openWith(worldOfDnsToken(ONE, ...permissions));
      const { isError, text } = await session.call('list_zones');
      expect(isError).toBe(true);
      expect(text).toMatch(/^This credential sees no account.*CLOUDFLARE_ACCOUNT_ID/);
    },
  );
});

describe('a token that lists its account', () => {
  it('asks no zone for it', async () => {
    const session = await open({ accountId: null });
    await session.call('list_zones');
    expect(session.asked().map((path) => path.replace(/\?.*/, ''))).toEqual(['/accounts', '/zones']);
  });
});

describe('an account that came without its ID', () => {
  it.each([
    ['alone, is not taken for the account', [null], /account without ID/],
    ['beside another, is one more', [{ id: DEMO_ACCOUNT_ID, name: 'Northwind' }, {}], /2 accounts/],
  ])('%s', async (_what, result, said) => {
    const answer: Fault['answer'] = () =>
      Response.json({ success: true, errors: [], messages: [], result, result_info: { total_count: 2 } });
    const session = await openWith(sampleWorld(new Date()), [{ when: onPath(/^\/accounts$/), answer }]);
    const { isError, text } = await session.call('list_zones');
    expect(isError).toBe(true);
    expect(text).toMatch(said);
  });
});
