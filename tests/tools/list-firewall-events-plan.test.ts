/** list_firewall_events where the plan refuses single fields: each costs its part, which the answer names. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { open } from '../client.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const ATTACKED = { zone: 'northwind.example', since: '3h' };
const FREE = { zone: 'legacy-northwind.example', since: '3h' };

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

/** Cloudflare refuses a whole document for one field, and writes its name in small letters. */
async function ask(input: Record<string, unknown>, ...refused: string[]) {
  const session = await open({
    world: sampleWorld(NOW),
    faults: refused.map((field) => ({
      when: ({ path, body = '' }) =>
        path === '/graphql' && !body.includes('settings {') && new RegExp(`[{ ]${field}[ }]`).test(body),
      answer: () =>
        Response.json({
          data: null,
          errors: [
            {
              message: `zone 'z' does not have access to the field '${field.toLowerCase()}' from the path`,
              extensions: { code: 'authz' },
            },
          ],
        }),
    })),
  });
  return session.call('list_firewall_events', input);
}
const by = (structured: { top: { by: string }[] }) => new Set(structured.top.map((row) => row.by));

describe('a field that the plan refuses', () => {
  it('costs the counts by it, and its field of samples', async () => {
    const whole = await ask(ATTACKED);
    const { isError, text, structured } = await ask(ATTACKED, 'clientCountryName');
    expect(isError, text).toBe(false);
    expect(structured.events).toBe(whole.structured.events);
    expect(structured.effects).toEqual(whole.structured.effects);
    expect(structured.surge).toEqual(whole.structured.surge);
    expect(by(whole.structured)).toContain('country');
    expect([...by(structured)].sort()).toEqual(
      [...by(whole.structured)].filter((each) => each !== 'country').sort(),
    );
    expect(structured.samples).toEqual(
      whole.structured.samples.map(({ country, ...rest }: { country?: string }) => rest),
    );
    expect(structured.notes).toContain(
      "Not known: counts by country (the zone's plan does not include the field clientCountryName); " +
        "clientCountryName of samples (the zone's plan does not include the field clientCountryName).",
    );
  });

  it('or two of them', async () => {
    const { isError, structured } = await ask(ATTACKED, 'clientASNDescription', 'clientRequestPath');
    expect(isError).toBe(false);
    expect(by(structured)).not.toContain('as');
    expect(by(structured)).not.toContain('path');
    expect(structured.notes.join()).toMatch(
      /counts by as .*counts by path .*clientASNDescription of samples/,
    );
  });

  it('costs the surge, which is not told as none', async () => {
    const { isError, structured } = await ask(ATTACKED, 'datetimeMinute');
    expect(isError).toBe(false);
    expect(structured.surge).toBeUndefined();
    expect(structured.notes.join()).toMatch(/Not known: a surge/);
  });

  it('costs no count where single events are counted here, but those by it', async () => {
    const whole = await ask(FREE);
    const { isError, structured } = await ask(FREE, 'clientRequestHTTPHost');
    expect(isError).toBe(false);
    expect(structured.events).toBe(whole.structured.events);
    expect(by(whole.structured)).toContain('host');
    expect(by(structured)).not.toContain('host');
    expect(structured.notes.join()).toMatch(/Not known: clientRequestHTTPHost of samples/);
  });

  it('costs the answer where it is what was done', async () => {
    const { isError, text } = await ask(ATTACKED, 'action');
    expect(isError).toBe(true);
    expect(text).toMatch(/plan does not include this/);
  });
});

describe('single events that the plan refuses', () => {
  it('cost the samples, which are not told as none', async () => {
    const session = await open({
      world: sampleWorld(NOW),
      faults: [
        {
          when: ({ path, body = '' }) => path === '/graphql' && /firewallEventsAdaptive\(/.test(body),
          answer: () => Response.json({ errors: [{ message: 'zone does not have access to the path' }] }),
        },
      ],
    });
    const { isError, structured } = await session.call('list_firewall_events', ATTACKED);
    expect(isError).toBe(false);
    expect(structured.events).toBeGreaterThan(0);
    expect(structured.samples).toEqual([]);
    expect(structured.notes.join()).toMatch(/Not known: samples \(the zone's plan does not include this\)/);
  });
});
