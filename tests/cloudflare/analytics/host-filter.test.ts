/** Hosts as an agent names them: patterns become the filters of the datasets, and what cannot be a host is refused. */
import { describe, expect, it } from 'vitest';
import { parseHosts, toHostFilter } from '../../../src/cloudflare/analytics/host-filter.ts';
import { Refusal } from '../../../src/refusal.ts';

const filterOf = (written: string) => toHostFilter(parseHosts('host', written));

describe('a filter on hosts', () => {
  it.each([
    ['shop.example.com', { clientRequestHTTPHost: 'shop.example.com' }],
    ['Shop.Example.COM.', { clientRequestHTTPHost: 'shop.example.com' }],
    [' https://shop.example.com:8443/cart?id=1 ', { clientRequestHTTPHost: 'shop.example.com' }],
    ['shop.example.com:443', { clientRequestHTTPHost: 'shop.example.com' }],
    ['bücher.example', { clientRequestHTTPHost: 'xn--bcher-kva.example' }],
    ['my_host.example.com', { clientRequestHTTPHost: 'my_host.example.com' }],
    ['192.0.2.1', { clientRequestHTTPHost: '192.0.2.1' }],
    ['*.example.com', { clientRequestHTTPHost_like: '%.example.com' }],
    ['*.Example.com', { clientRequestHTTPHost_like: '%.example.com' }],
    ['www*', { clientRequestHTTPHost_like: 'www%' }],
    ['www.*', { clientRequestHTTPHost_like: 'www.%' }],
    ['*shop*', { clientRequestHTTPHost_like: '%shop%' }],
    ['https://*.example.com/', { clientRequestHTTPHost_like: '%.example.com' }],
  ])('for %j is %j', (written, filter) => {
    expect(filterOf(written)).toEqual(filter);
  });

  it.each([
    ['*', /matches everything/],
    ['**', /matches everything/],
    ['shop.*.com', /star in the middle/],
    ['two words', /is not the name of a host/],
    ['%.example.com', /is not the name of a host/],
    ['\\*.example.com', /is not the name of a host/],
    ['a"b', /is not the name of a host/],
    ['*_tcp.example.com', /"_" beside a star/],
  ])('for %j is refused with what to write instead', (written, said) => {
    expect(() => filterOf(written)).toThrow(Refusal);
    expect(() => filterOf(written)).toThrow(said);
    expect(() => filterOf(written)).toThrow(/^host: .*Next: /s);
  });
});
