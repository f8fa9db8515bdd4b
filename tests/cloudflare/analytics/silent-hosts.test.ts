/** Which hosts are silent: those that really had requests, and are missing from a list that is whole. */
import { describe, expect, it } from 'vitest';
import { silentQuestions, toSilentHosts } from '../../../src/cloudflare/analytics/silent-hosts.ts';
import { BREAKDOWN_ROWS_MAX } from '../../../src/limits/cloudflare.ts';

const MINUTE_MS = 60_000;
const hour = { sinceMs: 0, beforeMs: 60 * MINUTE_MS, note: undefined };
const earlier = { sinceMs: -60 * MINUTE_MS, beforeMs: 0 };
const group = (host: string, count: number, sampleInterval = 1) => ({
  count,
  sampleInterval,
  dimensions: { clientRequestHTTPHost: host },
  averages: {},
});
const others = { host_recent: [group('www', 5)] };

describe('a silent host', () => {
  it('is looked for in the last quarter of an hour of the window', () => {
    const { host_recent } = silentQuestions(hour);
    expect(host_recent?.window).toEqual({ sinceMs: 45 * MINUTE_MS, beforeMs: 60 * MINUTE_MS });
  });

  it('has none of its requests left, which are told for as long a time', () => {
    const groups = { ...others, host_all: [group('api', 300), group('www', 900)] };
    // 45 minutes had 300.
    expect(toSilentHosts(groups, hour as never)).toEqual([{ host: 'api', usual: 100 }]);
  });

  it('may have had them in the window before only, and is told by the busier of both', () => {
    const before = { ...others, host_all_before: [group('api', 400)] };
    expect(toSilentHosts(before, { ...hour, earlier } as never)).toEqual([{ host: 'api', usual: 100 }]);
    expect(toSilentHosts(before, hour as never)).toEqual([]);
    const both = { ...before, host_all: [group('api', 60)] };
    expect(toSilentHosts(both, { ...hour, earlier } as never)).toEqual([{ host: 'api', usual: 100 }]);
  });

  it('is the busiest first', () => {
    const groups = { ...others, host_all: [group('a', 90), group('b', 300), group('c', 150)] };
    expect(toSilentHosts(groups, hour as never).map(({ host }) => host)).toEqual(['b', 'c', 'a']);
  });

  it.each<[string, Record<string, ReturnType<typeof group>[]>]>([
    ['had so few that chance may explain it', { ...others, host_all: [group('api', 59)] }],
    ['was counted so seldom', { ...others, host_all: [group('api', 590, 10)] }],
    ['has no name', { ...others, host_all: [group('', 300)] }],
    ['is in a zone without any request now', { host_recent: [], host_all: [group('api', 300)] }],
    ['could not be asked', { host_all: [group('api', 300)] }],
    [
      'may be missing from a list that was cut',
      {
        host_recent: Array.from({ length: BREAKDOWN_ROWS_MAX }, (_, index) => group(`h${index}`, 1)),
        host_all: [group('api', 300)],
      },
    ],
  ])('is none that %s', (_what, groups) => {
    expect(toSilentHosts(groups, { ...hour, earlier } as never)).toEqual([]);
  });

  it('is not looked for inside a window that is hardly longer than the silence', () => {
    const short = { sinceMs: 0, beforeMs: 20 * MINUTE_MS };
    const groups = { ...others, host_all: [group('api', 300)] };
    expect(toSilentHosts(groups, short as never)).toEqual([]);
  });
});
