/** How often each question waits for Cloudflare: a round is all requests of which none waits for another's answer. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catalog } from '../src/catalog.ts';
import { sampleWorld } from '../src/simulator/sample/account.ts';
import { MANY_ZONES_ACCOUNT_ID, MANY_ZONES_TOKEN, manyZones } from '../src/simulator/sample/many-zones.ts';
import type { Fault } from '../src/simulator/simulator.ts';
import { open, type Setting, token } from './client.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
/** The zone of the sample's outage; one where nothing happens; and one under attack. */
const [INCIDENT, QUIET, ATTACKED] = ['example.com', 'example.org', 'northwind.example'];

const MANY_ZONES: Setting = {
  world: manyZones(120, 0, NOW),
  credential: token(MANY_ZONES_TOKEN),
  accountId: MANY_ZONES_ACCOUNT_ID,
};

interface Line {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** Requests of each round of the first call with a credential: `1 19` are two rounds... */
  readonly cold: string;
  /** ...and of the same call again. */
  readonly warm: string;
  /** Why there are more rounds than for the tool's other lines. */
  readonly because?: string;
  /** By default the sample account, as it is configured. */
  readonly setting?: Setting;
}

/** Without retries, and over HTTP/2: 24 requests at once; none of these calls has as many as may start in a second. */
const LINES: readonly Line[] = [
  { tool: 'list_zones', args: {}, cold: '1', warm: '1' },
  { tool: 'get_zone', args: { zone: INCIDENT }, cold: '1 20', warm: '20' },
  {
    tool: 'get_zone',
    args: { zone: INCIDENT },
    setting: { accountId: null },
    because: 'no account is configured',
    cold: '1 1 20',
    warm: '20',
  },
  { tool: 'list_dns_records', args: { zone: INCIDENT }, cold: '1 2', warm: '1' },
  { tool: 'list_dns_records', args: { zone: INCIDENT, name: 'shop' }, cold: '1 3', warm: '2' },
  { tool: 'list_dns_records', args: { type: 'A', content: '192.168.1.1' }, cold: '1 12', warm: '1 12' },
  { tool: 'list_alert_history', args: { zone: INCIDENT }, cold: '1 1', warm: '1' },
  {
    tool: 'list_alert_history',
    args: {},
    because: 'alerts name zones by their IDs',
    cold: '1 3',
    warm: '1',
  },
  { tool: 'list_changes', args: { zone: INCIDENT, since: '1h' }, cold: '1 23', warm: '23' },
  {
    tool: 'list_changes',
    args: { zone: 'example.net' },
    because: 'entries of the log name things by their IDs',
    cold: '1 23 1',
    warm: '23 1',
  },
  { tool: 'get_http_errors', args: { zone: QUIET }, cold: '1 1 2', warm: '2' },
  {
    tool: 'get_http_errors',
    args: { zone: INCIDENT, since: '3h' },
    because: 'the time around the onset is counted more finely',
    cold: '1 1 2 1',
    warm: '2 1',
  },
  { tool: 'get_http_errors', args: {}, cold: '1 2', warm: '1 2' },
  {
    tool: 'get_http_errors',
    args: {},
    setting: MANY_ZONES,
    because: 'the first of three pages of zones tells how many there are',
    cold: '1 2 12',
    warm: '1 2 12',
  },
  { tool: 'list_firewall_events', args: { zone: QUIET }, cold: '1 1 3', warm: '3' },
  { tool: 'list_firewall_events', args: { zone: INCIDENT }, cold: '1 1 3', warm: '3' },
  {
    tool: 'list_firewall_events',
    args: { zone: ATTACKED },
    because: 'the attack hides the events of other rules',
    cold: '1 1 3 1',
    warm: '3 1',
  },
  {
    tool: 'list_firewall_events',
    args: { zone: ATTACKED, since: '30m' },
    because: 'it began before the window, and is looked for beside the events of other rules',
    cold: '1 1 3 2',
    warm: '3 2',
  },
  {
    tool: 'get_http_errors',
    args: { zone: INCIDENT },
    because: 'it began before the window: the minutes of a day are one request',
    cold: '1 1 2 1',
    warm: '2 1',
  },
  {
    tool: 'list_firewall_events',
    args: { zone: ATTACKED, ray_id: '8f2d0c1a2b3c4d5e', since: '1h' },
    because: 'no event has the Ray ID, but a request may have it',
    cold: '1 1 1 1',
    warm: '1 1',
  },
  { tool: 'list_firewall_events', args: {}, cold: '1 2 4', warm: '1 4' },
  { tool: 'get_origin_health', args: { zone: QUIET }, cold: '1 5', warm: '5' },
  {
    tool: 'get_origin_health',
    args: { zone: INCIDENT },
    because: 'pools have a health, and what is unhealthy has records',
    cold: '1 5 2 3',
    warm: '5 2 3',
  },
  { tool: 'get_origin_health', args: {}, cold: '2 2 1', warm: '2 2 1' },
  { tool: 'list_certificates', args: { zone: INCIDENT }, cold: '1 3', warm: '3' },
  { tool: 'list_certificates', args: {}, because: '24 requests at once', cold: '1 24 12', warm: '1 24 12' },
  { tool: 'get_cloudflare_status', args: { zone: INCIDENT }, cold: '2 1', warm: '1' },
  { tool: 'get_cloudflare_status', args: {}, cold: '1', warm: '' },
  { tool: 'test_connection', args: {}, cold: '6 6', warm: '6 6' },
];

/** Turns of the event loop without a new request, after which a round is taken to be sent. */
const QUIET_TURNS = 5;

/** Holds each request until no more are sent, and then answers all of them. */
function holdRounds() {
  const sizes: number[] = [];
  const held: (() => void)[] = [];
  const answerWhenQuiet = async (sent: number) => {
    for (let turn = 0; turn < QUIET_TURNS; turn++) {
      await new Promise(setImmediate);
      if (held.length !== sent) return;
    }
    sizes.push(sent);
    for (const answer of held.splice(0)) answer();
  };
  const fault: Fault = {
    when: () => true,
    answer: (_request, _signal, proceed) =>
      new Promise((resolve) => {
        void answerWhenQuiet(held.push(() => resolve(proceed())));
      }),
  };
  return { fault, takeSizes: () => sizes.splice(0).join(' ') };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('rounds', () => {
  const named = LINES.map((line): [string, Line] => {
    const because = line.because === undefined ? '' : `, because ${line.because}`;
    return [`${line.tool} ${JSON.stringify(line.args)}: ${line.cold}, then ${line.warm}${because}`, line];
  });

  it.each(named)('of %s', async (_name, line) => {
    const { fault, takeSizes } = holdRounds();
    const session = await open({ world: sampleWorld(NOW), ...line.setting, faults: [fault] });
    for (const expected of [line.cold, line.warm]) {
      const { isError, text } = await session.call(line.tool, line.args);
      expect(text.slice(0, 300)).toSatisfy(() => !isError);
      expect(takeSizes()).toBe(expected);
    }
  });

  it('are counted of every tool', () => {
    expect(new Set(LINES.map(({ tool }) => tool))).toEqual(new Set(catalog.map(({ name }) => name)));
  });
});
