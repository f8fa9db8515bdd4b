import { it, vi } from 'vitest';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { sampleWorld } from '/work/wt-traffic/src/simulator/sample/account.ts';
import { open } from '/work/wt-traffic/tests/client.ts';
it('x', async () => {
  const NOW = new Date('2026-11-23T18:00:00Z');
  vi.setSystemTime(NOW);
  for (const input of [{zone:'example.com'},{zone:'example.com',since:'3h'},{},{zone:'outfitters.example'}, {zone:'example.com',since:'3h',by:'as'}]) {
    const s = await open({ world: sampleWorld(NOW) });
    const { text, structured } = await s.call('get_http_errors', input);
    console.log(JSON.stringify(input), countTokens(text), s.simulator.requests.length);
    for (const [k,v] of Object.entries(structured)) console.log('  ', k, countTokens(JSON.stringify(v)), ['series'].includes(k) ? '' : JSON.stringify(v).slice(0,1500));
  }
});
