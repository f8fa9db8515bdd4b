/** Alert history: one alert for all its dispatches, and each alert once, however large the window is. */
import { describe, expect, it } from 'vitest';
import { fetchAlerts } from '../../src/cloudflare/alerts.ts';
import { Cloudflare } from '../../src/cloudflare/cloudflare.ts';
import { Connection } from '../../src/cloudflare/connection.ts';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { DAY_MS } from '../../src/limits/time.ts';
import { BASE_URL_DEFAULT } from '../../src/settings/config.ts';
import { errorAnswer, lyingTotal } from '../../src/simulator/faults.ts';
import { DEMO_ACCOUNT_ID, DEMO_API_TOKEN, sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';
import type { SimAlert } from '../../src/simulator/world/world.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
let nextId = 0;

/** An entry of the alert history. */
function entry(secondsAgo: number, facts: Partial<SimAlert> = {}): SimAlert {
  return {
    account_id: DEMO_ACCOUNT_ID,
    id: `id-${String(nextId++).padStart(6, '0')}`,
    name: 'Origin 5xx',
    description: '',
    alert_body: 'the origin fails',
    alert_type: 'http_alert_origin_error',
    mechanism: 'oncall@northwind.example',
    mechanism_type: 'email',
    policy_id: 'policy',
    sent: new Date(NOW - secondsAgo * 1_000).toISOString(),
    ...facts,
  };
}
const webhook = { mechanism_type: 'webhook', mechanism: 'https://hooks.example/PLANTED' } as const;
const pager = { mechanism_type: 'pagerduty', mechanism: 'PLANTED-pager-key' } as const;

function open(alerts: SimAlert[], faults: Fault[] = []) {
  const world = { ...sampleWorld(new Date(NOW)), alerts };
  const simulator = createSimulator({ world, faults });
  const connection = new Connection({
    credential: { kind: 'api_token', token: DEMO_API_TOKEN },
    accountId: DEMO_ACCOUNT_ID,
    baseUrl: BASE_URL_DEFAULT,
    fetch: simulator.fetch,
  });
  const signal = new AbortController().signal;
  const call = { signal, deadlineMs: Date.now() + 60_000, onRequest: () => undefined };
  const alertsIn = (sinceMs = NOW - 7 * DAY_MS, beforeMs = NOW) =>
    fetchAlerts(new Cloudflare(connection, call), { sinceMs, beforeMs });
  return { simulator, alertsIn };
}

describe('an entry', () => {
  it('without a valid time is counted; milliseconds since 1970 are a valid time', async () => {
    const sent = (value: unknown) => entry(60, { sent: value as string, policy_id: String(value) });
    const entries = [sent('yesterday'), sent(null), sent(NOW - 60_000), entry(30)];
    const answer = () =>
      Response.json({
        success: true,
        errors: [],
        messages: [],
        result: entries,
        result_info: { page: 1, per_page: 1_000, count: entries.length, total_count: entries.length },
      });
    const { alerts, undated } = await open([], [{ when: () => true, answer }]).alertsIn();
    expect(undated).toBe(2);
    expect(alerts.map(({ sentMs }) => sentMs)).toEqual([NOW - 30_000, NOW - 60_000]);
  });
});

describe('dispatches', () => {
  it('of one alert to three destinations are one alert, with all mechanisms and the newest time', async () => {
    const { alerts } = await open([entry(60, webhook), entry(58), entry(62, pager)]).alertsIn();
    expect(alerts).toHaveLength(1);
    expect([...(alerts[0]?.mechanisms ?? [])].sort()).toEqual(['email', 'pagerduty', 'webhook']);
    expect(alerts[0]?.sentMs).toBe(NOW - 58_000);
  });

  it.each([
    ['to the same destination twice', [{}, {}], 2],
    ['to two addresses of one mechanism', [{}, { mechanism: 'second@northwind.example' }], 1],
    ['of two policies', [{}, { ...webhook, policy_id: 'other' }], 2],
    ['of two types', [{}, { ...webhook, alert_type: 'other' }], 2],
    ['of two bodies', [{}, { ...webhook, alert_body: 'the origin works' }], 2],
    ['of the same body as an object', [{ alert_body: { a: 1 } }, { ...webhook, alert_body: { a: 1 } }], 1],
  ])('%s', async (_what, facts, count) => {
    const entries = facts.map((each, index) => entry(100 + index, each as Partial<SimAlert>));
    expect((await open(entries).alertsIn()).alerts).toHaveLength(count);
  });

  it('an hour apart are two alerts', async () => {
    expect((await open([entry(60), entry(3_660, webhook)]).alertsIn()).alerts).toHaveLength(2);
  });

  it('never show their destinations', async () => {
    const { alerts } = await open([entry(60, webhook), entry(61, pager), entry(62)]).alertsIn();
    const shown = JSON.stringify(alerts.map((alert) => ({ ...alert, mechanisms: [...alert.mechanisms] })));
    expect(shown).not.toMatch(/PLANTED|oncall@|hooks\.example/);
  });
});

describe('a window', () => {
  it('includes its beginning, but not its end', async () => {
    const { alertsIn } = open(
      [10, 20, 30].map((seconds) => entry(seconds * 1_000, { alert_body: `${seconds}` })),
    );
    const { alerts } = await alertsIn(NOW - 30_000_000, NOW - 10_000_000);
    expect(alerts.map(({ reason }) => reason)).toEqual(['20', '30']);
  });

  it('that ends between the dispatches of an alert does not cut it in two', async () => {
    const { alertsIn } = open([entry(99), entry(101, webhook)]);
    const edge = NOW - 100_000;
    const [later, earlier] = [await alertsIn(edge, NOW), await alertsIn(NOW - DAY_MS, edge)];
    expect(later.alerts.length + earlier.alerts.length).toBe(1);
  });

  it('that fits on the largest page takes one request', async () => {
    const { simulator, alertsIn } = open(Array.from({ length: 900 }, (_, n) => entry(n * 200 + 1)));
    expect((await alertsIn()).alerts).toHaveLength(900);
    expect(simulator.requests.map(({ query }) => query.get('per_page'))).toEqual(['1000']);
  });

  it('is not shortened by a wrong total', async () => {
    const entries = Array.from({ length: 1_500 }, (_, n) => entry(n * 200 + 1));
    const { alertsIn } = open(entries, [{ when: () => true, answer: lyingTotal(700) }]);
    const { alerts, readBackToMs } = await alertsIn();
    expect([alerts.length, readBackToMs]).toEqual([1_500, undefined]);
  });

  it('leaves out entries without a valid time, and accepts unknown types and fields', async () => {
    const odd = { ...entry(5, { alert_type: 'quantum\u202E_alert' }), extra: 1 } as SimAlert;
    const { alertsIn } = open(
      [odd],
      [
        {
          when: () => true,
          answer: async (_request, _signal, proceed) => {
            const envelope = (await proceed().json()) as { result: object[] };
            return Response.json({ ...envelope, result: [...envelope.result, { sent: 'never' }, {}] });
          },
        },
      ],
    );
    expect((await alertsIn()).alerts.map(({ type }) => type)).toEqual(['quantum_alert']);
  });

  it('fails as a whole when one of its pages does', async () => {
    const entries = Array.from({ length: 1_500 }, (_, n) => entry(n * 200 + 1));
    const refused = errorAnswer(403, [{ code: 10000, message: 'Authentication error' }]);
    const { alertsIn } = open(entries, [{ when: ({ query }) => query.get('page') === '2', answer: refused }]);
    expect(failureIn(await alertsIn().catch((error: unknown) => error))?.kind).toBe('permission_missing');
  });
});

describe('a window of more than 10,000 entries', () => {
  /** Three destinations for each alert, 20 s apart. The spacing makes calls end between the dispatches of an alert. */
  const storm = (alerts: number, spacingSeconds: number) =>
    Array.from({ length: alerts }, (_, n) => {
      const at = n * spacingSeconds + 5;
      const body = { alert_body: `alert ${n}` };
      return [
        entry(at, body),
        entry(at + 20, { ...body, ...webhook }),
        entry(at + 40, { ...body, ...pager }),
      ];
    }).flat();

  it.each([7, 31, 90])(
    'takes several calls, which give each alert once, %i seconds apart',
    async (spacingSeconds) => {
      const count = 7_500;
      const { simulator, alertsIn } = open(storm(count, spacingSeconds));
      const seen: (string | undefined)[] = [];
      let beforeMs: number | undefined = NOW;
      for (let calls = 0; beforeMs !== undefined; calls++) {
        expect(calls).toBeLessThan(10);
        const { alerts, readBackToMs }: Awaited<ReturnType<typeof alertsIn>> = await alertsIn(
          NOW - 30 * DAY_MS,
          beforeMs,
        );
        seen.push(...alerts.map(({ reason }) => reason));
        for (const alert of alerts) expect(alert.mechanisms.size).toBe(3);
        beforeMs = readBackToMs;
      }
      expect(seen).toEqual(Array.from({ length: count }, (_, n) => `alert ${n}`));
      expect(simulator.requests.length).toBeLessThanOrEqual(26);
    },
  );

  it('keeps every repetition to one destination', async () => {
    const { alertsIn } = open(Array.from({ length: 12_000 }, (_, n) => entry(n * 50 + 1)));
    let count = 0;
    let beforeMs: number | undefined = NOW;
    while (beforeMs !== undefined) {
      const { alerts, readBackToMs }: Awaited<ReturnType<typeof alertsIn>> = await alertsIn(
        NOW - 30 * DAY_MS,
        beforeMs,
      );
      count += alerts.length;
      beforeMs = readBackToMs;
    }
    expect(count).toBe(12_000);
  });
});
