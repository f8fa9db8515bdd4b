/** Bodies of one zone's configuration (certificates, DNSSEC, settings, the zone itself), and the facts that each must yield. */
import { describe, expect, it } from 'vitest';
import { onPath } from '../../src/simulator/faults.ts';
import type { Fault } from '../../src/simulator/simulator.ts';
import { open, type Row } from '../client.ts';
import { hasRecordedBodies, recordedBodies, replay } from './replay.ts';

const ZONE = 'example.com';
const EMPTY = { success: true, errors: [], messages: [], result: [] };
const PACKS = /certificate_packs$/;
const CUSTOM = /custom_certificates$/;
const bodyOf = (file: string, id: string) => recordedBodies(file).find((each) => each.id === id)?.body;
const idsIn = (file: string) => recordedBodies(file).map(({ id }) => id);

async function ask(tool: string, faults: Fault[], input: object = {}) {
  const session = await open({ faults });
  const { isError, text, structured } = await session.call(tool, { zone: ZONE, ...input });
  if (isError) expect.fail(text);
  return structured;
}

/** Each certificate as a line: type, status, authority, hosts, end. */
const CERTIFICATES: Record<string, { path: RegExp; facts: string[] }> = {
  'certificates-55': { path: PACKS, facts: ['advanced initializing digicert example.com +2'] },
  'certificates-56': { path: PACKS, facts: ['advanced initializing google example.com +2'] },
  'certificates-57': { path: CUSTOM, facts: ['custom active GlobalSign example.com +0 2016-01-01'] },
  'certificates-58': { path: CUSTOM, facts: ['custom active GlobalSign example.com +0 2016-01-01'] },
  // Without a status.
  'certificates-59': { path: PACKS, facts: ['advanced unknown lets_encrypt example.com +2 2016-01-01'] },
  'sni-custom-pack': { path: PACKS, facts: ['sni_custom active GlobalSign example.com +0 2026-12-15'] },
  'sni-custom-same': { path: CUSTOM, facts: ['custom active GlobalSign example.com +0 2026-12-15'] },
};

const toLine = ({ certificate_type, status, issuer, hosts, expires }: Row) =>
  [certificate_type, status, issuer, hosts[0], `+${hosts.length - 1}`, expires?.slice(0, 10)]
    .filter(Boolean)
    .join(' ');

function certificatesOf(packs: unknown, custom: unknown, tool: string) {
  return ask(
    tool,
    [replay(PACKS, packs), replay(CUSTOM, custom)],
    tool === 'get_zone' ? { sections: ['certificates'] } : {},
  );
}

/** What each body of DNSSEC tells: status, whether there is a DS record, when it was changed. */
const DNSSEC: Record<string, unknown[]> = {
  'dnssec-17': ['active', true, '2025-02-19T21:46:49Z'],
  'dnssec-18': ['pending', true, undefined],
  'dnssec-19': ['pending-disabled', false, undefined],
  'dnssec-20': ['error', false, undefined],
  'dnssec-21': [undefined, false, undefined],
  'dnssec-22': [undefined, false, undefined],
};

/** Each setting is asked by itself: its path ends in its ID, and its body is the element of the list. */
function replaySettings(bodies: readonly { readonly result: unknown }[]): Fault {
  const settings = bodies.flatMap(({ result }) => result as { id: string }[] | { id: string });
  return {
    when: onPath(/\/settings\/[^/]+$/),
    answer: ({ path }) => {
      const result = settings.find(({ id }) => path.endsWith(`/settings/${id}`));
      return result === undefined
        ? Response.json(
            {
              success: false,
              errors: [{ code: 1003, message: 'Undefined zone setting' }],
              messages: [],
              result: null,
            },
            { status: 400 },
          )
        : Response.json({ ...EMPTY, result });
    },
  };
}

describe.skipIf(!hasRecordedBodies)('recorded certificates (skipped without ../shared/recorded)', () => {
  it.each(Object.entries(CERTIFICATES))('%s', async (id, { path, facts }) => {
    const body = bodyOf('certificates.json', id);
    for (const tool of ['list_certificates', 'get_zone']) {
      const { certificates, notes = [] } = await certificatesOf(
        path === PACKS ? body : EMPTY,
        path === CUSTOM ? body : EMPTY,
        tool,
      );
      expect(certificates.map(toLine), tool).toEqual(facts);
      expect(notes.join()).not.toMatch(/no edge certificate/);
    }
  });

  it('one certificate in both lists is one', async () => {
    const packs = bodyOf('certificates.json', 'sni-custom-pack');
    const custom = bodyOf('certificates.json', 'sni-custom-same');
    for (const tool of ['list_certificates', 'get_zone']) {
      const { certificates } = await certificatesOf(packs, custom, tool);
      expect(certificates.map(toLine), tool).toEqual(['custom active GlobalSign example.com +0 2026-12-15']);
    }
  });

  it('have facts written here for each body', () => {
    expect(Object.keys(CERTIFICATES)).toEqual(idsIn('certificates.json'));
    expect(Object.keys(DNSSEC)).toEqual(idsIn('dnssec.json'));
    expect(idsIn('zone.json')).toEqual(['zone-10']);
    // The other three are single settings that no tool shows: always_online and cache_level.
    expect(idsIn('settings.json')).toEqual(['settings-13', 'settings-14', 'settings-15', 'settings-16']);
  });
});

describe.skipIf(!hasRecordedBodies)('recorded DNSSEC (skipped without ../shared/recorded)', () => {
  it.each(Object.entries(DNSSEC))('%s', async (id, facts) => {
    const faults = [replay(/\/dnssec$/, bodyOf('dnssec.json', id))];
    const { dnssec = {} } = await ask('get_zone', faults, { sections: ['dnssec'] });
    expect([dnssec.status, dnssec.ds !== undefined, dnssec.modified]).toEqual(facts);
  });
});

describe.skipIf(!hasRecordedBodies)('recorded settings (skipped without ../shared/recorded)', () => {
  it('of a whole zone are read, each in its own answer', async () => {
    const faults = [replaySettings([bodyOf('settings.json', 'settings-13') ?? expect.fail()])];
    const { ssl, security, unavailable } = await ask('get_zone', faults, { sections: ['ssl', 'security'] });
    expect({ ssl, security, unavailable }).toMatchInlineSnapshot(`
      {
        "security": {
          "browser_check": "on",
          "challenge_ttl": 2700,
          "email_obfuscation": "on",
          "hotlink_protection": "off",
          "max_upload": 100,
          "security_level": "high",
          "waf": "on",
        },
        "ssl": {
          "always_use_https": "off",
          "automatic_https_rewrites": "on",
          "min_tls_version": "1.2",
          "opportunistic_encryption": "on",
          "security_header": {
            "enabled": true,
            "include_subdomains": true,
            "max_age_seconds": 86400,
            "nosniff": true,
            "preload": true,
          },
          "ssl": "strict",
          "tls_1_3": "on",
          "tls_client_auth": "off",
        },
        "unavailable": undefined,
      }
    `);
  });
});

describe.skipIf(!hasRecordedBodies)('a recorded zone (skipped without ../shared/recorded)', () => {
  it('has its status, plan, name servers, and those before', async () => {
    const faults = [replay(/^\/zones\/[0-9a-f]{32}$/, bodyOf('zone.json', 'zone-10'))];
    const { overview } = await ask('get_zone', faults, { sections: ['dnssec'] });
    expect(overview).toEqual({
      name: 'example.com',
      id: '0da42c8d2132a9ddaf714f9e7c920711',
      status: 'active',
      paused: false,
      zone_type: 'full',
      plan: 'Free',
      name_servers: ['amy.ns.cloudflare.com', 'mark.ns.cloudflare.com'],
      name_servers_before: ['abby.ns.cloudflare.com', 'noel.ns.cloudflare.com'],
      registrar_before: 'namecheap, inc. (id: 1068)',
      development_mode_seconds: 0,
      created: '2021-07-21T03:44:16Z',
      activated: '2021-07-21T03:58:43Z',
      modified: '2024-06-06T07:48:29Z',
    });
  });
});
