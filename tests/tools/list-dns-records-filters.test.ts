/** list_dns_records: every form of its filters, what Cloudflare is asked for each, and what comes back. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { CLIENTS, open, type Row } from '../client.ts';

const zone = 'example.com';

/** The parameters of the request for records, and the names found. */
async function filtered(input: Record<string, unknown>) {
  const session = await open();
  const { structured, isError, text } = await session.call('list_dns_records', { zone, ...input });
  expect(text).toSatisfy(() => !isError);
  const request = session.simulator.requests.find(({ path }) => path.endsWith('/dns_records'))!;
  const asked = Object.fromEntries(request.query);
  for (const name of ['order', 'direction', 'include_shadow_metadata', 'page', 'per_page'])
    delete asked[name];
  const found = structured.records.map(({ name, type }: Row) => `${name} ${type}`);
  return { asked, found, filters: structured.filters };
}

describe('the name of a record', () => {
  it.each([
    ['www', { 'name.exact': 'www.example.com' }, ['www.example.com CNAME']],
    ['WWW', { 'name.exact': 'www.example.com' }, ['www.example.com CNAME']],
    ['www.example.com', { 'name.exact': 'www.example.com' }, ['www.example.com CNAME']],
    ['WWW.Example.COM.', { 'name.exact': 'www.example.com' }, ['www.example.com CNAME']],
    ['_sip._tcp', { 'name.exact': '_sip._tcp.example.com' }, ['_sip._tcp.example.com SRV']],
    ['\\*', { 'name.exact': '*.example.com' }, ['*.example.com CNAME']],
    ['\\*.example.com', { 'name.exact': '*.example.com' }, ['*.example.com CNAME']],
    ['old-*', { 'name.startswith': 'old-' }, ['old-origin.example.com A']],
    ['*-origin', { 'name.endswith': '-origin.example.com' }, ['old-origin.example.com A']],
    ['*ORIGIN*', { 'name.contains': 'origin' }, ['old-origin.example.com A']],
    ['*origin.example.com', { 'name.endswith': 'origin.example.com' }, ['old-origin.example.com A']],
  ])('may be written %s', async (name, asked, found) => {
    expect(await filtered({ name })).toMatchObject({ asked, found });
  });

  it('@ is the zone itself', async () => {
    const { asked, found } = await filtered({ name: '@', type: 'AAAA' });
    expect(asked).toEqual({ 'name.exact': 'example.com', type: 'AAAA' });
    expect(found).toEqual(['example.com AAAA']);
  });

  it('*.example.com finds all hosts and leaves the zone itself out', async () => {
    const { asked, found } = await filtered({ name: '*.example.com' });
    expect(asked).toEqual({ 'name.endswith': '.example.com' });
    expect(found).toContain('shop.example.com A');
    expect(found.filter((each: string) => each.startsWith('example.com '))).toEqual([]);
  });

  it.each(['bücher.example', 'xn--bcher-kva.example', 'www.BÜCHER.example'])(
    '%s is understood in Unicode and in Punycode',
    async (name) => {
      const expected = name.startsWith('www') ? 'www.xn--bcher-kva.example' : 'xn--bcher-kva.example';
      const { asked } = await filtered({ zone: 'bücher.example', name });
      expect(asked).toEqual({ 'name.exact': expected });
    },
  );

  it.each(['w*w', 'shop*.com', '*a*b*'])('may not have a star in the middle: %s', async (name) => {
    const session = await open();
    const { isError, text } = await session.call('list_dns_records', { zone, name });
    expect(isError).toBe(true);
    expect(text).toMatch(/^name: .*star in the middle.*"\*shop\*"/);
    expect(session.asked()).toEqual([]);
  });

  it.each(['*', '**', ' '])('may not match everything: "%s"', async (name) => {
    const session = await open();
    const { isError, text } = await session.call('list_dns_records', { zone, name });
    expect(isError).toBe(true);
    expect(text).toMatch(/matches everything.*leave name out/);
  });
});

describe('the content of a record', () => {
  it.each(['2001:db8::1', '2001:DB8:0::1', '2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8:0:0::0:1'])(
    '%s is compared as an IPv6 address',
    async (content) => {
      const { asked, found } = await filtered({ content });
      expect(asked).toEqual({ 'content.exact': '2001:db8::1' });
      expect(found).toEqual(['example.com AAAA']);
    },
  );

  it('192.168.1.1 does not find 192.168.1.10', async () => {
    const { asked, found } = await filtered({ content: '192.168.1.1' });
    expect(asked).toEqual({ 'content.exact': '192.168.1.1' });
    expect(found).toEqual(['old-origin.example.com A', 'staging.example.com A']);
  });

  it.each([
    ['198.51.100.*', { 'content.startswith': '198.51.100.' }, 3],
    ['*google-site-verification*', { 'content.contains': 'google-site-verification' }, 1],
    ['*statuspage.example', { 'content.endswith': 'statuspage.example' }, 1],
    ['Northwind.StatusPage.example.', { 'content.exact': 'northwind.statuspage.example' }, 1],
  ])('%s is a pattern as well', async (content, asked, count) => {
    const result = await filtered({ content });
    expect(result.asked).toEqual(asked);
    expect(result.found).toHaveLength(count);
  });

  it('may be a Unicode host name', async () => {
    const world = sampleWorld(new Date());
    const shop = world.zones.find(({ name }) => name === zone)!;
    shop.records.push({ ...shop.records[0]!, id: 'idn', type: 'CNAME', content: 'xn--bcher-kva.example' });
    const session = await open({ world });
    const { structured } = await session.call('list_dns_records', { zone, content: 'Bücher.example.' });
    expect(structured.returned).toBe(1);
  });
});

describe('the other filters', () => {
  it.each([
    [{ type: 'MX' }, { type: 'MX' }, 2],
    [{ proxied: true, type: 'AAAA' }, { proxied: 'true', type: 'AAAA' }, 1],
    [{ proxied: false, type: 'A' }, { proxied: 'false', type: 'A' }, 3],
    [{ comment: 'VPN only' }, { 'comment.exact': 'VPN only' }, 1],
    [{ comment: '*CHG-4711*' }, { 'comment.contains': 'CHG-4711' }, 3],
    [{ comment: 'TODO*' }, { 'comment.startswith': 'TODO' }, 1],
    [{ tag: 'env:staging' }, { 'tag.exact': 'env:staging' }, 1],
    [{ tag: 'env' }, { 'tag.present': 'env' }, 5],
    [{ tag: 'team:storefront', type: 'A' }, { 'tag.exact': 'team:storefront', type: 'A' }, 2],
  ])('%j asks Cloudflare for %j', async (input, asked, count) => {
    const result = await filtered(input);
    expect(result.asked).toEqual(asked);
    expect(result.found).toHaveLength(count);
  });

  it('are shown in the answer as they were understood', async () => {
    const { filters } = await filtered({
      type: 'CNAME',
      name: '*.Example.com',
      content: 'Example.com.',
      proxied: true,
      comment: '*regional*',
    });
    expect(filters).toEqual({
      type: 'CNAME',
      name: 'endswith .example.com',
      content: 'example.com',
      proxied: 'true',
      comment: 'contains regional',
    });
  });

  it('refuse a star in a tag', async () => {
    const { isError, text } = await (await open()).call('list_dns_records', { zone, tag: 'env:*' });
    expect(isError).toBe(true);
    expect(text).toMatch(/^tag: stars have no meaning here/);
  });

  it.each(CLIENTS)('refuse a record type that does not exist, for client %s', async (client) => {
    const session = await open({ client });
    const { isError, text } = await session.call('list_dns_records', { zone, type: 'AA' });
    expect(isError).toBe(true);
    expect(text).toMatch(/type must be one of "A", "AAAA"/);
    expect(session.asked()).toEqual([]);
  });
});
