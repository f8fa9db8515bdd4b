/** get_zone: what cannot be read is named with its reason, and the rest is answered. */
import { describe, expect, it } from 'vitest';
import { errorAnswer, htmlPage, onPath } from '../../src/simulator/faults.ts';
import { GUIDE_USER_TOKEN } from '../../src/simulator/sample/credentials.ts';
import { open, type Row, token, worldWithout } from '../client.ts';

const zone = 'example.com';

describe('get_zone', () => {
  it("answers zone and DNSSEC with the guide's four permissions, and names those it lacks", async () => {
    const session = await open({ credential: token(GUIDE_USER_TOKEN) });
    const { structured, isError } = await session.call('get_zone', { zone });
    expect(isError).toBe(false);
    expect(Object.keys(structured).sort()).toEqual(['dnssec', 'overview', 'unavailable']);
    expect(structured.overview.name).toBe(zone);
    expect(structured.dnssec.status).toBe('active');
    expect(structured.unavailable).toEqual([
      {
        parts: ['ssl', 'security'],
        reason: expect.stringMatching(/^needs Zone > Zone Settings > Read: add it/),
        missing_permission: 'Zone > Zone Settings > Read',
      },
      {
        parts: ['universal_ssl', 'certificates', 'custom_certificates'],
        reason: expect.stringMatching(/^needs Zone > SSL and Certificates > Read: add it/),
        missing_permission: 'Zone > SSL and Certificates > Read',
      },
    ]);
  });

  it('asks for one setting of a section only, when settings could not be read lately', async () => {
    const session = await open({ credential: token(GUIDE_USER_TOKEN) });
    await session.call('get_zone', { zone });
    session.asked();
    await session.call('get_zone', { zone });
    const settings = session.asked().filter((path) => path.includes('/settings/'));
    expect(settings.filter((path) => !path.includes('/ssl/universal'))).toHaveLength(2);
  });

  it('answers the rest when DNSSEC may not be read', async () => {
    const session = await open({ world: worldWithout('DNS Read') });
    const { structured } = await session.call('get_zone', { zone });
    expect(structured.unavailable).toEqual([
      expect.objectContaining({ parts: ['dnssec'], missing_permission: 'Zone > DNS > Read' }),
    ]);
    expect(structured.ssl.ssl).toBe('strict');
    expect(structured.universal_ssl).toBe(true);
  });

  it('answers the other settings when one does not exist on the plan', async () => {
    const answer = errorAnswer(400, [{ code: 1003, message: 'Undefined zone setting: waf' }]);
    const session = await open({ faults: [{ when: onPath(/settings\/waf$/), answer }] });
    const { structured } = await session.call('get_zone', { zone, sections: ['security'] });
    expect(structured.security).toMatchObject({ security_level: 'high', challenge_ttl: 1800 });
    expect(structured.security.waf).toBeUndefined();
    expect(structured.unavailable).toEqual([
      { parts: ['waf'], reason: expect.stringMatching(/invalid.*HTTP 400.*1003.*Ray ID/) },
    ]);
  });

  it('answers the other sections when Cloudflare has trouble with one', async () => {
    const session = await open({ faults: [{ when: onPath(/certificate_packs$/), answer: htmlPage(502) }] });
    const { structured } = await session.call('get_zone', { zone });
    expect(structured.unavailable).toEqual([
      { parts: ['certificates'], reason: expect.stringMatching(/trouble.*HTTP 502.*Ray ID/) },
    ]);
    expect(structured).toMatchObject({ universal_ssl: true, dnssec: { status: 'active' } });
    // The uploaded ones come from a list of their own.
    expect(structured.certificates.map((each: Row) => each.certificate_type)).toEqual(['custom']);
  });

  it('does not say that a zone has no certificate when certificates could not be read', async () => {
    const session = await open({ credential: token(GUIDE_USER_TOKEN) });
    const { text } = await session.call('get_zone', { zone, sections: ['certificates'] });
    expect(text).not.toContain('no edge certificate');
  });

  it('fails as a whole when the zone itself cannot be read', async () => {
    const answer = errorAnswer(500, [{ code: 1000, message: 'internal' }]);
    const session = await open({ faults: [{ when: onPath(/^\/zones\/[0-9a-f]+$/), answer }] });
    const { isError, text, structured } = await session.call('get_zone', { zone });
    expect(isError).toBe(true);
    expect(structured).toBeUndefined();
    expect(text).toMatch(/trouble.*HTTP 500.*Ray ID/);
  });
});
