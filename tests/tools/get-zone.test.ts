/** get_zone: everything about one zone, and only the parts that are wanted. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { zoneId } from '../../src/simulator/world/zone-template.ts';
import { CLIENTS, open } from '../client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

const openSample = () => open({ world: sampleWorld(NOW) });

describe('get_zone', () => {
  it('answers with the whole configuration of the zone with the failing renewal', async () => {
    const session = await openSample();
    const { structured, text } = await session.call('get_zone', { zone: 'northwind-pay.example' });
    expect(JSON.parse(text)).toEqual(structured);
    const { notes, ...facts } = structured;
    expect(notes.join('\n')).toMatch(/expires in 4 days[\s\S]*fail to validate/);
    expect(facts).toMatchInlineSnapshot(`
      {
        "certificates": [
          {
            "certificate_type": "advanced",
            "hosts": [
              "northwind-pay.example",
              "checkout.northwind-pay.example",
              "api.northwind-pay.example",
            ],
            "issuer": "lets_encrypt",
            "status": "pending_validation",
            "validation_errors": [
              "CAA record for northwind-pay.example prevents issuance by letsencrypt.org",
              "DNS problem: NXDOMAIN looking up TXT for _acme-challenge.checkout.northwind-pay.example",
            ],
          },
          {
            "certificate_type": "advanced",
            "days_left": 4,
            "expires": "2026-11-27T18:00:00Z",
            "hosts": [
              "northwind-pay.example",
              "checkout.northwind-pay.example",
              "api.northwind-pay.example",
            ],
            "issuer": "lets_encrypt",
            "status": "active",
          },
          {
            "certificate_type": "universal",
            "days_left": 73,
            "expires": "2027-02-04T18:00:00Z",
            "hosts": [
              "northwind-pay.example",
              "*.northwind-pay.example",
            ],
            "issuer": "google",
            "status": "active",
          },
        ],
        "dnssec": {
          "ds": "northwind-pay.example. 3600 IN DS 61769 13 2 1F48B1DF654D13EE28151AEF52C4263745DA97E3388DD3AA45ADC0FBB92CF694",
          "modified": "2026-10-15T18:00:00Z",
          "status": "active",
        },
        "overview": {
          "account_name": "Northwind Outfitters",
          "activated": "2022-11-21T18:00:00Z",
          "created": "2022-11-20T18:00:00Z",
          "development_mode_seconds": 0,
          "id": "29e2b994268631387b8db393c09eb50c",
          "modified": "2026-10-13T18:00:00Z",
          "name": "northwind-pay.example",
          "name_servers": [
            "ada.ns.cloudflare.com",
            "lou.ns.cloudflare.com",
          ],
          "name_servers_before": [
            "ns1.hosting.example",
            "ns2.hosting.example",
          ],
          "paused": false,
          "plan": "Enterprise",
          "registrar_before": "example registrar, inc. (id: 9999)",
          "status": "active",
          "zone_type": "full",
        },
        "security": {
          "browser_check": "on",
          "challenge_ttl": 1800,
          "email_obfuscation": "on",
          "hotlink_protection": "off",
          "max_upload": 500,
          "security_level": "medium",
          "waf": "on",
        },
        "ssl": {
          "always_use_https": "on",
          "automatic_https_rewrites": "on",
          "min_tls_version": "1.2",
          "opportunistic_encryption": "on",
          "security_header": {
            "enabled": true,
            "include_subdomains": true,
            "max_age_seconds": 15552000,
            "nosniff": true,
            "preload": false,
          },
          "ssl": "strict",
          "tls_1_3": "on",
          "tls_client_auth": "on",
        },
        "universal_ssl": true,
      }
    `);
  });

  it.each(CLIENTS)('gives client %s the same answer', async (client) => {
    const session = await open({ client, world: sampleWorld(NOW) });
    const { structured } = await session.call('get_zone', { zone: 'example.org' });
    expect(structured).toMatchObject({
      overview: { name: 'example.org', status: 'active', plan: 'Pro', development_mode_seconds: 0 },
      ssl: { ssl: 'strict', min_tls_version: '1.0' },
      dnssec: { status: 'disabled' },
    });
  });

  it('reads each setting by itself, and everything once', async () => {
    const session = await openSample();
    await session.call('get_zone', { zone: 'example.com' });
    const id = zoneId('example.com');
    const asked = session.asked().map((path) => path.replace(id, ':id'));
    expect(asked[0]).toMatch(/^\/zones\?.*name=example\.com/);
    expect(asked.slice(1).sort()).toMatchInlineSnapshot(`
      [
        "/zones/:id",
        "/zones/:id/custom_certificates?page=1&per_page=50",
        "/zones/:id/dnssec",
        "/zones/:id/settings/always_use_https",
        "/zones/:id/settings/automatic_https_rewrites",
        "/zones/:id/settings/browser_check",
        "/zones/:id/settings/challenge_ttl",
        "/zones/:id/settings/email_obfuscation",
        "/zones/:id/settings/hotlink_protection",
        "/zones/:id/settings/max_upload",
        "/zones/:id/settings/min_tls_version",
        "/zones/:id/settings/opportunistic_encryption",
        "/zones/:id/settings/security_header",
        "/zones/:id/settings/security_level",
        "/zones/:id/settings/ssl",
        "/zones/:id/settings/tls_1_3",
        "/zones/:id/settings/tls_client_auth",
        "/zones/:id/settings/waf",
        "/zones/:id/ssl/certificate_packs?status=all&page=1&per_page=50",
        "/zones/:id/ssl/universal/settings",
      ]
    `);
  });

  it.each([
    ['ssl', ['ssl'], /\/settings\/(ssl|min_tls|tls_|always|automatic|opportunistic|security_header)/, 8],
    [
      'security',
      ['security'],
      /\/settings\/(security_level|browser_check|challenge|email|hotlink|waf|max_)/,
      7,
    ],
    ['certificates', ['certificates', 'universal_ssl'], /\/(ssl\/|custom_certificates)/, 3],
    ['dnssec', ['dnssec'], /\/dnssec/, 1],
  ])('asks for the section %s only, when only that is wanted', async (section, fields, path, requests) => {
    const session = await openSample();
    const { structured } = await session.call('get_zone', { zone: 'example.com', sections: [section] });
    expect(
      Object.keys(structured)
        .filter((name) => name !== 'notes')
        .sort(),
    ).toEqual([...fields, 'overview'].sort());
    // Two more: the zone's ID by its name, and the zone.
    const asked = session.asked();
    expect(asked).toHaveLength(requests + 2);
    expect(asked.filter((each) => path.test(each))).toHaveLength(requests);
  });

  it('looks a zone up once for a series of questions', async () => {
    const session = await openSample();
    await session.call('get_zone', { zone: 'example.com', sections: ['dnssec'] });
    session.asked();
    await session.call('get_zone', { zone: 'example.com', sections: ['dnssec'] });
    expect(session.asked()).toHaveLength(2);
  });
});
