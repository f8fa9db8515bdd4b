/** The exact numbers of the bench: requests of a search over every zone, and tokens of an answer against the raw API's. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countOf, TOKEN_CASES, weigh } from '../bench/token-cases.ts';
import { ACCOUNT_ID, everydayAccount, TOKEN, thousandZones, WANTED_ADDRESS } from '../bench/worlds.ts';
import { ZONES_SEARCHED_MAX } from '../src/limits/cloudflare.ts';
import { BASE_URL_DEFAULT } from '../src/settings/config.ts';
import { manyZones } from '../src/simulator/sample/many-zones.ts';
import type { World } from '../src/simulator/world/world.ts';
import { connect, type Session, token } from './client.ts';

const open = (world: World) => connect({ world, credential: token(TOKEN), accountId: ACCOUNT_ID });
/** One request for fifty zones, and one for each zone. */
const leastRequests = (zones: number) => Math.ceil(zones / 50) + zones;

describe('a search over every zone', () => {
  it.each([1, 49, 50, 51, 100, 101, 230])('of %i zones takes exactly ⌈Z/50⌉ + Z requests', async (zones) => {
    const session = await open(manyZones(zones, 2, new Date()));
    const { structured } = await session.call('list_dns_records', { content: WANTED_ADDRESS });
    expect(structured.searched).toEqual({ zones, of: zones });
    expect(session.simulator.requests).toHaveLength(leastRequests(zones));
    await session.close();
  });

  it('stops at the most zones of one call, for exactly as many requests', async () => {
    const session = await open(thousandZones(new Date()));
    const { structured } = await session.call('list_dns_records', { type: 'A', content: WANTED_ADDRESS });
    expect(structured.searched.zones).toBe(ZONES_SEARCHED_MAX);
    expect(structured.next_cursor).toBeDefined();
    expect(session.simulator.requests).toHaveLength(leastRequests(ZONES_SEARCHED_MAX));
    await session.close();
  });
});

describe('the tokens of an answer, against what the API says', () => {
  let session: Session;
  beforeAll(async () => {
    session = await open(everydayAccount(new Date()));
  });
  afterAll(() => session.close());

  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await session.simulator.fetch(BASE_URL_DEFAULT + path, { headers });
    expect(response.status).toBe(200);
    return (await response.json()) as { result: unknown };
  };

  it.each(TOKEN_CASES)('$what: at most $goal', async (one) => {
    const { structured, text } = await session.call(one.tool, one.args);
    expect(JSON.parse(text)).toEqual(structured);
    if (structured.returned !== undefined) expect(countOf(structured)).toBe(Number.parseInt(one.what, 10));
    const { answer, raw } = await weigh(one, structured, read);
    expect(answer / raw).toBeLessThanOrEqual(one.goal);
  });
});
