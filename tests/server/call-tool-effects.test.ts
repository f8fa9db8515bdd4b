/** What a call does beside its answer: progress only for who asked for it, a trace in the log, and its connection given back. */
import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import type { CallerContext, OpenCall } from '../../src/server/call-tool.ts';
import { callTool, zoneNamesLike } from '../../src/server/call-tool.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { open, token, WITHOUT_DELAY } from '../client.ts';

const listZones = catalog.find(({ name }) => name === 'list_zones') ?? expect.fail();

/** A caller whose calls are counted: those that were opened and not closed yet, and those that were closed. */
function counted(secret = DEMO_API_TOKEN) {
  const { fetch } = createSimulator({ world: sampleWorld(new Date()) });
  const connection = new Connection({
    credential: token(secret),
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch,
    timing: WITHOUT_DELAY,
  });
  const calls = { opened: 0, closed: 0 };
  const log: { outcome?: string; ms?: number; message: string }[] = [];
  const openCall = (): OpenCall => {
    calls.opened++;
    return { connection, close: () => calls.closed++ };
  };
  const context: CallerContext = {
    log: createLog('debug', [], (line) => log.push(JSON.parse(line))),
    audience: 'agent',
    openCall,
  };
  return { context, calls, log };
}

const options = { signal: new AbortController().signal, progress: () => undefined, requestId: 1 };

describe('a call', () => {
  it('is closed once, whether it is answered, refused or fails', async () => {
    const { context, calls } = counted();
    await callTool(context, listZones, {}, options);
    expect(calls).toEqual({ opened: 1, closed: 1 });
    await callTool(context, listZones, { limit: 'x' }, options);
    expect(calls).toEqual({ opened: 2, closed: 2 });
    const refused = counted('x'.repeat(40));
    const { result } = await callTool(refused.context, listZones, {}, options);
    expect(result.isError).toBe(true);
    expect(refused.calls).toEqual({ opened: 1, closed: 1 });
  });

  it('that cannot be opened has nothing to close, and is answered', async () => {
    const { context, calls } = counted();
    const openCall = () => {
      throw new Error('no credential');
    };
    const { result } = await callTool({ ...context, openCall }, listZones, {}, options);
    expect([result.isError, calls.closed]).toEqual([true, 0]);
  });

  it('says in the log how long it took', async () => {
    const { context, log } = counted();
    await callTool(context, listZones, {}, options);
    const { ms } = log.find(({ outcome }) => outcome === 'answered') ?? expect.fail();
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(60_000);
  });
});

describe('a completion of zone names', () => {
  it('is closed once, whether it finds names or fails', async () => {
    const { context, calls } = counted();
    expect(await zoneNamesLike(context, 'north')).toContain('northwind.example');
    expect(calls).toEqual({ opened: 1, closed: 1 });
    const refused = counted('x'.repeat(40));
    expect(await zoneNamesLike(refused.context, 'north')).toEqual([]);
    expect(refused.calls).toEqual({ opened: 1, closed: 1 });
  });

  it('has no name that repeats the credential', async () => {
    const { context } = counted();
    const names = await zoneNamesLike(
      { ...context, openCall: counted('northwind.example').context.openCall },
      'x',
    );
    expect(names).not.toContain('northwind.example');
  });
});

describe('progress', () => {
  const search = { name: 'list_dns_records', arguments: { type: 'A', content: '192.168.1.1' } };

  it('is told to a client that asked for it, and to no other', async () => {
    const session = await open();
    const client = session.client as Client;
    const heard: unknown[] = [];
    client.setNotificationHandler('notifications/progress', (notification) => {
      heard.push(notification);
    });
    await client.callTool(search);
    expect(heard).toEqual([]);
    const told: { progress: number; total?: number; message?: string }[] = [];
    await (await open()).call(search.name, search.arguments, {
      onprogress: (progress) => told.push(progress),
    });
    expect(told.length).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ total: 12, message: expect.any(String) });
  });
});

describe('the trace of a call', () => {
  it.each([
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
    ['00-not a trace', false],
    ['a'.repeat(65), false],
    [7, false],
  ])('%j stands in the log: %s', async (traceparent, isLogged) => {
    const session = await open();
    await (session.client as Client).callTool({ name: 'list_zones', arguments: {}, _meta: { traceparent } });
    const lines = session.log.map((line) => JSON.parse(line)).filter(({ tool }) => tool === 'list_zones');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.traceparent).toBe(isLogged ? traceparent : undefined);
  });

  it('is none where the client sends none', async () => {
    const session = await open();
    await session.call('list_zones');
    for (const line of session.log) expect(JSON.parse(line)).not.toHaveProperty('traceparent');
  });
});
