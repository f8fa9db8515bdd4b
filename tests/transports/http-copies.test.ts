/** Several copies behind a proxy that sends each request to the next one: nothing is kept between two requests. */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { CLIENTS } from '../client.ts';
import { bearer, CALLER_TOKEN, connectHttp, listen, serve } from '../http-client.ts';

const env = { MCP_HTTP_TOKEN: CALLER_TOKEN, MCP_HTTP_ALLOWED_HOSTS: 'mcp.example.com' };

/** Round robin, without affinity. */
async function balance(targets: readonly string[]) {
  const served = targets.map(() => 0);
  let next = 0;
  const proxy = createServer(async (incoming, outgoing) => {
    const at = next++ % targets.length;
    served[at]!++;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (!['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
        headers.set(name, String(value));
    }
    const { method = 'GET' } = incoming;
    const body = method === 'POST' ? Buffer.concat(chunks) : null;
    const answer = await fetch(targets[at]!, { method, headers, body });
    const names = ['content-type', 'www-authenticate'].flatMap((name): [string, string][] => {
      const value = answer.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    outgoing.writeHead(answer.status, Object.fromEntries(names));
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  return { url: `${await listen(proxy)}/mcp`, served };
}

describe('two copies behind a proxy without affinity', () => {
  it.each(CLIENTS)('serve client %s as one server would', async (kind) => {
    const copies = [await serve({ env }), await serve({ env })];
    const { url, served } = await balance(copies.map((copy) => copy.url));
    const { client, call } = await connectHttp(kind, url, bearer());
    await client.listTools();
    for (let n = 0; n < 8; n++) expect((await call('list_zones')).structured).toMatchObject({ total: 12 });
    for (const [at, copy] of copies.entries()) {
      expect(served[at]).toBeGreaterThanOrEqual(4);
      expect(copy.log.filter((line) => line.includes('tool answered')).length).toBeGreaterThanOrEqual(3);
      expect(copy.simulator.requests.length).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(CLIENTS)('continue with client %s a list that the other copy began', async (kind) => {
    const copies = [await serve({ env }), await serve({ env })];
    const { url } = await balance(copies.map((copy) => copy.url));
    const { call } = await connectHttp(kind, url, bearer());
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const { structured } = await call('list_zones', { limit: 5, ...(cursor && { cursor }) });
      names.push(...structured.zones.map(({ name }: { name: string }) => name));
      cursor = structured.next_cursor;
    } while (cursor !== undefined);
    expect(new Set(names).size).toBe(12);
    expect(names).toHaveLength(12);
  });

  it.each(CLIENTS)('serve many calls at once of client %s', async (kind) => {
    const copies = [await serve({ env }), await serve({ env })];
    const { url, served } = await balance(copies.map((copy) => copy.url));
    const { call } = await connectHttp(kind, url, bearer());
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => call('get_zone', { zone: 'example.com' })),
    );
    for (const { structured } of answers) expect(structured.overview).toMatchObject({ name: 'example.com' });
    expect(Math.min(...served)).toBeGreaterThanOrEqual(6);
  });
});
