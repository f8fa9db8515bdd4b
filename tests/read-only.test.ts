/** Nothing is ever changed, and no tool reads what it does not declare. */
import { describe, expect, it } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { permissionForPath } from '../src/cloudflare/permissions.ts';
import type { Credential } from '../src/settings/credential.ts';
import { STATUS_HOST } from '../src/simulator/api/status-page.ts';
import {
  GLOBAL_API_EMAIL,
  GLOBAL_API_KEY,
  GUIDE_USER_TOKEN,
  ZONE_LIMITED_TOKEN,
} from '../src/simulator/sample/credentials.ts';
import { zoneId } from '../src/simulator/world/zone-template.ts';
import { open, token } from './client.ts';

/** Calls that send other requests than the example of their tool. */
const MORE_CALLS: Record<string, Record<string, unknown>[]> = {
  list_zones: [{}, { name: '*shop*', status: 'active', limit: 1000 }],
  get_zone: [{ zone: zoneId('northwind-pay.example') }, { zone: 'exmaple.com' }],
  list_dns_records: [
    { zone: 'example.com', name: 'www' },
    { name: 'shop.example.com' },
    { zone: 'exmaple.com' },
  ],
  list_alert_history: [{}, { zone: 'example.com', since: '30d' }],
  list_changes: [{}, { zone: 'example.com', since: '7d' }],
  get_http_errors: [{ zone: 'outfitters.example', host: 'outfitters.example' }],
  list_firewall_events: [{ zone: 'northwind.example' }, { zone: 'outfitters.example' }],
  get_origin_health: [{}],
  list_certificates: [{}, { zone: 'northwind-pay.example' }],
  get_cloudflare_status: [{}],
};

const CREDENTIALS: [string, Credential | undefined][] = [
  ['an account token', undefined],
  ['a user token', token(GUIDE_USER_TOKEN)],
  ['a limited token', token(ZONE_LIMITED_TOKEN)],
  ['a dead token', token('cfut_Unknown_to_everyone_not_a_real_token__________')],
  ['a Global API Key', { kind: 'global_api_key', key: GLOBAL_API_KEY, email: GLOBAL_API_EMAIL }],
];

/** Requests that need no permission: whether a credential is valid, and Cloudflare's own addresses, which are public. */
const WITHOUT_PERMISSION = /^\/user$|\/tokens\/verify$|^\/ips$/;

describe.each(CREDENTIALS)('with %s', (_kind, credential) => {
  it.each(catalog.map((tool) => [tool.name, tool] as const))(
    '%s sends nothing but GET and GraphQL queries, within the permissions that it declares',
    async (name, tool) => {
      const session = await open(credential && { credential });
      for (const input of [tool.example, ...(MORE_CALLS[name] ?? [])]) await session.call(name, input);
      const { requests } = session.simulator;
      expect(requests.length).toBeGreaterThan(0);
      for (const { method, body, path, url } of requests) {
        if (path === '/graphql') {
          expect(method).toBe('POST');
          expect(JSON.parse(body!).query).toMatch(/^query\(\$zone: string\) \{ viewer /);
        } else expect([method, body]).toEqual(['GET', undefined]);
        if (url.host === STATUS_HOST) {
          expect([name, path]).toEqual(['get_cloudflare_status', '/api/v2/summary.json']);
          continue;
        }
        expect(url.origin).toBe('https://api.cloudflare.com');
        expect(path).not.toMatch(/\/token$/);
        const permission = permissionForPath(path);
        if (permission === undefined) expect(path).toMatch(WITHOUT_PERMISSION);
        else expect(tool.permissions).toContain(permission);
      }
    },
  );

  it('one kind of credential is sent, and nothing of this machine’s environment', async () => {
    const session = await open(credential && { credential });
    await session.call('list_zones');
    await session.call('test_connection');
    await session.call('get_http_errors', { zone: 'example.com' });
    for (const { headers, method } of session.simulator.requests) {
      const names = [...headers.keys()].filter((each) => each !== 'content-type').sort();
      expect(headers.get('content-type')).toBe(method === 'POST' ? 'application/json' : null);
      expect(names).toEqual(
        credential?.kind === 'global_api_key'
          ? ['accept', 'user-agent', 'x-auth-email', 'x-auth-key']
          : ['accept', 'authorization', 'user-agent'],
      );
      expect(headers.get('user-agent')).toMatch(/^cloudflare-incident-mcp\/\d/);
    }
  });
});

describe('the calls above', () => {
  it('are calls of existing tools', () => {
    const names = catalog.map(({ name }) => name);
    expect(Object.keys(MORE_CALLS).filter((name) => !names.includes(name))).toEqual([]);
  });
});
