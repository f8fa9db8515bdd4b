/** Values that Cloudflare may add: an unknown status, type or field is shown or left out, and never fails a call. */
import { describe, expect, it } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { minutesBefore } from '../../src/simulator/world/time.ts';
import type { SimAlert, SimZone, World } from '../../src/simulator/world/world.ts';
import { open } from '../client.ts';

const zone = 'example.com';

function openChanged(change: (zone: SimZone, world: World) => void) {
  const world = sampleWorld(new Date());
  change(world.zones.find(({ name }) => name === zone)!, world);
  return open({ world });
}

const answered = async (session: Awaited<ReturnType<typeof open>>, tool: string, input = {}) => {
  const { isError, structured, text } = await session.call(tool, input);
  expect(text).not.toMatch(/undefined|null|NaN|\[object/);
  expect(isError).toBe(false);
  return structured;
};

describe('an unknown', () => {
  it('zone status, type and plan are shown, and the status is pointed out', async () => {
    const session = await openChanged((shop) => {
      Object.assign(shop, { status: 'frozen', type: 'hologram', plan: { ...shop.plan, name: 'Galactic' } });
    });
    const { zones } = await answered(session, 'list_zones');
    expect(zones[0]).toMatchObject({ status: 'frozen', zone_type: 'hologram', plan: 'Galactic' });
    const { notes, overview } = await answered(session, 'get_zone', { zone });
    expect(overview).toMatchObject({ status: 'frozen', zone_type: 'hologram', plan: 'Galactic' });
    expect(notes.join()).toContain('The zone is frozen, not active');
  });

  it('record type is listed, and found by its content', async () => {
    const session = await openChanged((shop) => {
      shop.records.push({ ...shop.records[0]!, id: 'f'.repeat(32), type: 'WALLET', content: 'did:web:x' });
    });
    for (const input of [{ zone }, { zone, content: 'did:web:x' }, { content: 'did:web:x' }]) {
      const { records } = await answered(session, 'list_dns_records', input);
      expect(records).toContainEqual(expect.objectContaining({ type: 'WALLET', content: 'did:web:x' }));
    }
  });

  it('alert type and kind of destination are counted and shown', async () => {
    const session = await openChanged((_shop, world) => {
      world.alerts = [
        {
          ...world.alerts[0]!,
          alert_type: 'warp_core_breach',
          mechanism_type: 'sms' as SimAlert['mechanism_type'],
          mechanism: '+49 30 5550 100',
          sent: minutesBefore(new Date(), 5),
        },
      ];
    });
    const { alerts, by_alert_type } = await answered(session, 'list_alert_history', {
      alert_type: 'warp_core_breach',
    });
    expect(by_alert_type).toEqual([{ alert_type: 'warp_core_breach', count: 1 }]);
    expect(alerts).toMatchObject([{ alert_type: 'warp_core_breach', mechanisms: ['sms'] }]);
  });

  it('certificate status, type and authority are shown', async () => {
    const session = await openChanged((shop) => {
      const [pack] = shop.certificate_packs;
      shop.custom_certificates = [];
      Object.assign(pack!, { status: 'hibernating', type: 'quantum', certificate_authority: 'moon_ca' });
    });
    const { certificates } = await answered(session, 'get_zone', { zone });
    expect(certificates).toMatchObject([
      { status: 'hibernating', certificate_type: 'quantum', issuer: 'moon_ca' },
    ]);
  });

  it('setting value is shown, an object as JSON', async () => {
    const session = await openChanged((shop) => {
      shop.settings.ssl!.value = 'strictest';
      shop.settings.tls_client_auth!.value = { mode: 'on', depth: 2 };
      shop.settings.security_header!.value = 'strict_transport_security';
      shop.settings.security_level!.value = null;
      shop.settings.challenge_ttl!.value = 'a while';
      shop.settings.max_upload!.value = '100 MB';
    });
    const { ssl, security } = await answered(session, 'get_zone', { zone });
    expect(ssl).toMatchObject({ ssl: 'strictest', tls_client_auth: '{"mode":"on","depth":2}' });
    expect(Object.keys(ssl)).not.toContain('security_header');
    expect(Object.keys(security)).toEqual([
      'browser_check',
      'email_obfuscation',
      'hotlink_protection',
      'waf',
    ]);
  });

  it('DNSSEC status is shown', async () => {
    const session = await openChanged((shop) => {
      Object.assign(shop.dnssec, { status: 'rolling' });
    });
    expect((await answered(session, 'get_zone', { zone })).dnssec.status).toBe('rolling');
  });

  it('kind of change, actor and result is shown', async () => {
    const session = await openChanged((_shop, world) => {
      const [entry] = world.audit_log;
      Object.assign(entry!.action, {
        type: 'teleport',
        result: 'perhaps',
        time: minutesBefore(new Date(), 5),
      });
      Object.assign(entry!, { actor: { type: 'oracle' } });
      Object.assign(entry!.resource, { type: 'wormhole' });
    });
    const { changes } = await answered(session, 'list_changes', { since: '10m' });
    expect(changes).toMatchObject([
      { who: 'oracle', action: 'teleport', what: 'wormhole', result: 'perhaps' },
    ]);
  });

  it('state of a health check or tunnel is counted or shown', async () => {
    const session = await openChanged((shop, world) => {
      Object.assign(shop.healthchecks![0]!, { status: 'dizzy' });
      Object.assign(world.tunnels![0]!, { status: 'melting' });
    });
    const { without_status } = await answered(session, 'get_origin_health');
    expect(without_status).toContainEqual(expect.objectContaining({ kind: 'tunnel', status: 'melting' }));
    const ofZone = await answered(session, 'get_origin_health', { zone });
    expect(ofZone.without_status).toContainEqual(
      expect.objectContaining({ kind: 'health_check', status: 'dizzy' }),
    );
  });

  it('status of the status page is shown', async () => {
    const session = await openChanged((_shop, { status_page }) => {
      Object.assign(status_page.components.at(-1)!, { status: 'haunted' });
      Object.assign(status_page.incidents[0]!, { status: 'puzzling', impact: 'cosmic' });
    });
    const { degraded_components, incidents } = await answered(session, 'get_cloudflare_status');
    expect(degraded_components).toContainEqual(expect.objectContaining({ status: 'haunted' }));
    expect(incidents[0]).toMatchObject({ status: 'puzzling', impact: 'cosmic' });
  });

  it('token status is a reason not to go on', async () => {
    const session = await openChanged((_shop, world) => {
      for (const credential of world.credentials) Object.assign(credential, { status: 'quarantined' });
    });
    const { isError, text } = await session.call('test_connection');
    expect(isError).toBe(true);
    expect(text).toContain('quarantined');
  });
});

describe('a field of another type than documented', () => {
  it('costs itself, and no other field of the zone or record', async () => {
    const session = await openChanged((shop) => {
      const odd = { paused: 'no', name_servers: 'a.ns.example', type: 5, plan: 'Pro', development_mode: {} };
      Object.assign(shop, odd, { status: 'pending', modified_on: 5, created_on: 'once' });
      const record = {
        modified_on: [],
        ttl: 'auto',
        proxied: 'yes',
        comment: { a: 1 },
        tags: 'env:prod',
        priority: [],
      };
      shop.records = [{ ...shop.records[0]!, content: 5, ...record } as never];
      Object.assign(shop.dnssec, { ds: { digest: 'x' }, modified_on: [] });
    });
    const [row] = (await answered(session, 'list_zones', { name: zone })).zones;
    expect(row).toMatchObject({
      name: zone,
      status: 'pending',
      zone_type: '5',
      name_servers: ['a.ns.example'],
    });
    expect(Object.keys(row)).not.toContain('paused');
    const { overview, dnssec } = await answered(session, 'get_zone', { zone });
    expect(overview).toMatchObject({ created: 'once', modified: '5' });
    expect(Object.keys(overview)).not.toContain('development_mode_seconds');
    expect(dnssec.ds).toBe('{"digest":"x"}');
    const [record] = (await answered(session, 'list_dns_records', { zone })).records;
    const { name, type } = record;
    expect(record).toEqual({ name, type, content: '5', comment: '{"a":1}', tags: ['env:prod'] });
  });
});

describe('what is missing', () => {
  it('in a zone is left out', async () => {
    const session = await openChanged((shop) => {
      const nothing = {
        name_servers: null,
        original_name_servers: null,
        plan: undefined,
        activated_on: null,
      };
      Object.assign(shop, nothing, { modified_on: undefined, original_registrar: null });
    });
    const { zones } = await answered(session, 'list_zones');
    expect(Object.keys(zones[0])).toEqual(['name', 'id', 'status', 'paused', 'zone_type']);
    const { overview } = await answered(session, 'get_zone', { zone });
    expect(Object.keys(overview)).not.toContain('name_servers');
  });

  it('in a record is left out', async () => {
    const session = await openChanged((shop) => {
      const { id } = shop.records[0]!;
      shop.records = [{ id, name: 'bare.example.com', type: 'A' } as (typeof shop.records)[number]];
    });
    const { records } = await answered(session, 'list_dns_records', { zone });
    expect(records).toEqual([{ name: 'bare.example.com', type: 'A' }]);
  });

  it('in an alert is left out', async () => {
    const session = await openChanged((_shop, world) => {
      const { account_id, sent } = world.alerts.find(({ alert_type }) => alert_type === 'incident_alert')!;
      world.alerts = [{ account_id, sent, id: 'bare' } as SimAlert];
    });
    const { alerts } = await answered(session, 'list_alert_history', { since: '30d' });
    expect(alerts).toMatchObject([{ alert_type: 'unknown', mechanisms: ['unknown'] }]);
  });

  it('in a certificate pack is left out', async () => {
    const session = await openChanged((shop) => {
      shop.custom_certificates = [];
      shop.certificate_packs = [{ id: 'bare', type: 'advanced', status: 'initializing' }] as never;
    });
    const { certificates } = await answered(session, 'get_zone', { zone });
    expect(certificates).toEqual([{ certificate_type: 'advanced', status: 'initializing' }]);
  });
});
