/** Spawn -> `tools/list` answered, and the most memory until then: this program, itself unbundled, and the loop. */
import { median } from './statistics.mjs';
import { StdioClient } from './stdio-client.mjs';

const ROUNDS = 21;
const WARM_UP_ROUNDS = 3;

export async function measureStart({ product, unbundled, bareStdio, floor, reach }) {
  const programs = { product, unbundled, bare: bareStdio, floor };
  const times = { product: [], unbundled: [], bare: [], floor: [] };
  const peaks = { product: [], unbundled: [], bare: [], floor: [] };
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [name, file] of Object.entries(programs)) {
      const client = new StdioClient([file], reach('everyday'));
      const { ms } = await client.shakeHands();
      const { peak } = client.memory;
      await client.stop();
      if (round < 0) continue;
      times[name].push(ms);
      peaks[name].push(peak);
    }
  }
  const ms = (name) => median(times[name]);
  const mib = (name) => median(peaks[name]);
  const how = `${ROUNDS} rounds after ${WARM_UP_ROUNDS}`;
  return [
    {
      what: 'spawn → `tools/list` answered, against the loop',
      goal: 2.3,
      measured: ms('product') / ms('floor'),
      detail: `${ms('product').toFixed(0)} ms / ${ms('floor').toFixed(0)} ms`,
      how: `${how}: initialize, initialized, tools/list; from before the spawn to the last byte`,
    },
    {
      what: 'the same, against the same SDK with one trivial tool',
      goal: undefined,
      measured: ms('product') / ms('bare'),
      detail: `${ms('product').toFixed(0)} ms / ${ms('bare').toFixed(0)} ms`,
      how: `${how}: what the SDK takes by itself, bundled and minified too`,
    },
    {
      what: 'the same, against this program unbundled',
      goal: 0.3,
      measured: ms('product') / ms('unbundled'),
      detail: `${ms('product').toFixed(0)} ms / ${ms('unbundled').toFixed(0)} ms`,
      how: `${how}: src/ transpiled file by file, libraries from node_modules`,
    },
    {
      what: 'peak memory at that point, against the loop',
      goal: 1.6,
      measured: mib('product') / mib('floor'),
      detail: `${mib('product').toFixed(0)} MiB / ${mib('floor').toFixed(0)} MiB`,
      how: `${how}: VmHWM in /proc/<pid>/status`,
    },
  ];
}
