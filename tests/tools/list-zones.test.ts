/** list_zones, as an agent meets it. */
import { describe, expect, it } from 'vitest';
import { CLIENTS, connect } from '../client.ts';

describe('list_zones', () => {
  it.each(CLIENTS)('answers client %s with every zone of the account and the real total', async (client) => {
    const session = await connect({ client });
    const { structured, text, isError } = await session.call('list_zones');
    expect(isError).toBe(false);
    expect(JSON.parse(text)).toEqual(structured);
    expect(structured).toMatchObject({ returned: 12, total: 12 });
    await session.close();
  });
});
