/** The status page: fetched at most once in half a minute, in bounded time, and never with a credential. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { StatusPageClient } from '../../src/cloudflare/status-page.ts';
import {
  connectionRefused,
  htmlPage,
  redirectTo,
  slowHeaders,
  stalledBody,
} from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';

const NOW = new Date('2026-11-23T18:00:00Z');
const URL_DEFAULT = 'https://www.cloudflarestatus.com';

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

function openPage(answer?: Fault['answer'], times = 1_000) {
  const faults = answer ? [{ when: () => true, times, answer }] : [];
  const simulator = createSimulator({ world: sampleWorld(NOW), faults });
  return { simulator, statusPage: new StatusPageClient(URL_DEFAULT, simulator.fetch, 100) };
}
const signal = () => new AbortController().signal;
const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => failureIn(error)?.kind,
  );

describe('the status page', () => {
  it('is remembered for half a minute, then fetched again', async () => {
    const { statusPage, simulator } = openPage();
    const first = await statusPage.load(signal());
    vi.setSystemTime(NOW.getTime() + 29_000);
    expect(await statusPage.load(signal())).toBe(first);
    expect(simulator.requests).toHaveLength(1);
    vi.setSystemTime(NOW.getTime() + 31_000);
    await statusPage.load(signal());
    expect(simulator.requests).toHaveLength(2);
  });

  it('that failed is not remembered', async () => {
    const { statusPage } = openPage(htmlPage(500), 1);
    expect(await kindOf(statusPage.load(signal()))).toBe('status_page_unreadable');
    expect(await kindOf(statusPage.load(signal()))).toBe('answered');
  });

  it.each([
    ['answers 500', htmlPage(500), { status: 500 }],
    ['answers a page under status 200', htmlPage(200), { code: 'not JSON' }],
    ['answers null', () => Response.json(null), { status: 200 }],
    ['answers something else', () => Response.json([]), { status: 200 }],
    ['refuses the connection', connectionRefused(), { code: 'ECONNREFUSED' }],
    ['redirects, which is not followed', redirectTo('https://elsewhere.example/'), { code: 'REDIRECT' }],
    ['never answers', slowHeaders(60_000), { code: 'no answer in time' }],
    ['stalls in the middle', stalledBody(), { code: 'no answer in time' }],
  ])('that %s is a failure with the reason', async (_case, answer, facts) => {
    const { statusPage, simulator } = openPage(answer);
    const failure = failureIn(await statusPage.load(signal()).catch((error: unknown) => error));
    expect(failure).toMatchObject({ kind: 'status_page_unreadable', facts });
    expect(simulator.requests.map(({ url }) => url.host)).toEqual(['www.cloudflarestatus.com']);
  });

  it('is given up when the caller goes away', async () => {
    const { statusPage } = openPage(slowHeaders(60_000));
    const caller = new AbortController();
    const outcome = kindOf(statusPage.load(caller.signal));
    caller.abort();
    expect(await outcome).toBe('cancelled');
  });

  it('lists active maintenance only, and no component that is a group or operational', async () => {
    const page = sampleWorld(NOW).status_page;
    const [maintenance] = page.scheduled_maintenances;
    page.scheduled_maintenances = ['scheduled', 'in_progress', 'verifying', 'completed'].map((status) => ({
      ...maintenance!,
      status,
      name: status,
    }));
    Object.assign(page.components.find(({ group }) => group)!, { status: 'major_outage' });
    const { statusPage } = openPage(() => Response.json(page));
    const { maintenances, components } = await statusPage.load(signal());
    expect(maintenances.map(({ name }) => name)).toEqual(['in_progress', 'verifying']);
    expect(components).toHaveLength(4);
    expect(components.map(({ status }) => status)).not.toContain('operational');
  });

  it('lists each incident with its newest update and its components', async () => {
    const { incidents } = await openPage().statusPage.load(signal());
    expect(incidents[1]).toMatchObject({
      latest: 'Delays of dashboards and GraphQL analytics are below five minutes again.',
      components: ['Analytics'],
    });
  });
});
