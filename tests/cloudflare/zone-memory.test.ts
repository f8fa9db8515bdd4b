/** The cache of zones: for a minute, and only a limited number. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ZoneMemory } from '../../src/cloudflare/zone-memory.ts';
import { ZONE_MEMORY_MAX, ZONE_MEMORY_MS } from '../../src/limits/cloudflare.ts';

afterEach(() => {
  vi.useRealTimers();
});
const zone = (name: string) => ({ id: name.padEnd(32, '0'), name });

describe('a zone', () => {
  it('is remembered for a minute, not longer', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const memory = new ZoneMemory();
    expect(memory.get('example.com')).toBeUndefined();
    memory.set('example.com', zone('example.com'));
    vi.setSystemTime(Date.now() + ZONE_MEMORY_MS - 1);
    expect(memory.get('example.com')).toEqual(zone('example.com'));
    vi.setSystemTime(Date.now() + 1);
    expect(memory.get('example.com')).toBeUndefined();
  });

  it('makes room for newer ones, the oldest first; one that was set again counts as new', () => {
    const memory = new ZoneMemory();
    for (let n = 0; n < ZONE_MEMORY_MAX; n++) memory.set(`${n}.example`, zone(`${n}`));
    memory.set('0.example', zone('0'));
    memory.set('new.example', zone('new'));
    expect(['0', '1', '2', 'new'].map((name) => memory.get(`${name}.example`) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
