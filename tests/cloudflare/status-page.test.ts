/** The reader of the status page: one question in half a minute, in bounded time, and never with a credential. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../src/cloudflare/http/failure.ts';
import { StatusPageReader } from '../../src/cloudflare/status-page.ts';
import {
  connectionRefused,
  htmlPage,
  redirectTo,
  slowHeaders,
  stalledBody,
} from '../../src/simulator/faults.ts';
import { sampleWorld } from '../../src/simulator/sample/account.ts';
import { createSimulator, type Fault } from '../../src/simulator/simulator.ts';

// An answer that never comes is given up soon.
vi.mock('../../src/limits.ts', async (load) => ({ ...(await load<object>()), BODY_TIMEOUT_MS: 100 }));

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
  return { simulator, reader: new StatusPageReader(URL_DEFAULT, simulator.fetch) };
}
const signal = () => new AbortController().signal;
const kindOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => failureIn(error)?.kind,
  );

describe('the status page', () => {
  it('is remembered for half a minute, then asked again', async () => {
    const { reader, simulator } = openPage();
    const first = await reader.read(signal());
    vi.setSystemTime(NOW.getTime() + 29_000);
    expect(await reader.read(signal())).toBe(first);
    expect(simulator.requests).toHaveLength(1);
    vi.setSystemTime(NOW.getTime() + 31_000);
    await reader.read(signal());
    expect(simulator.requests).toHaveLength(2);
  });

  it('that failed is not remembered', async () => {
    const { reader } = openPage(htmlPage(500), 1);
    expect(await kindOf(reader.read(signal()))).toBe('status_page_unreadable');
    expect(await kindOf(reader.read(signal()))).toBe('answered');
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
  ])('that %s cannot be read, which is said with the reason', async (_case, answer, facts) => {
    const { reader, simulator } = openPage(answer);
    const failure = failureIn(await reader.read(signal()).catch((error: unknown) => error));
    expect(failure).toMatchObject({ kind: 'status_page_unreadable', facts });
    expect(simulator.requests.map(({ url }) => url.host)).toEqual(['www.cloudflarestatus.com']);
  });

  it('is given up when the caller goes away', async () => {
    const { reader } = openPage(slowHeaders(60_000));
    const caller = new AbortController();
    const outcome = kindOf(reader.read(caller.signal));
    caller.abort();
    expect(await outcome).toBe('cancelled');
  });

  it('has active maintenance only, and neither groups nor what is operational', async () => {
    const page = sampleWorld(NOW).status_page;
    const [maintenance] = page.scheduled_maintenances;
    page.scheduled_maintenances = ['scheduled', 'in_progress', 'verifying', 'completed'].map((status) => ({
      ...maintenance!,
      ...{ status, name: status },
    }));
    Object.assign(page.components.find(({ group }) => group)!, { status: 'major_outage' });
    const { reader } = openPage(() => Response.json(page));
    const { maintenances, components } = await reader.read(signal());
    expect(maintenances.map(({ name }) => name)).toEqual(['in_progress', 'verifying']);
    expect(components).toHaveLength(4);
    expect(components.map(({ status }) => status)).not.toContain('operational');
  });

  it('has the newest update of an incident, and its components', async () => {
    const { incidents } = await openPage().reader.read(signal());
    expect(incidents[1]).toMatchObject({
      latest: 'Delays of dashboards and GraphQL analytics are below five minutes again.',
      components: 'Analytics',
    });
  });
});
