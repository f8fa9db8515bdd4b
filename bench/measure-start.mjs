/** Measures the start, from the spawn until `tools/list` is answered, and the peak memory: bundled, unbundled, and the loop. */
import { median } from './statistics.mjs';
import { StdioClient } from './stdio-client.mjs';

const ROUNDS = 21;
const WARM_UP_ROUNDS = 3;
/** If a machine sets this, Node.js needs about as long to load the certificates as to start an empty program. */
const { NODE_EXTRA_CA_CERTS } = process.env;

const START = 'spawn → `tools/list` answered, against';
const MEMORY = 'peak memory at that point, against';
const HANDSHAKE = 'initialize, initialized, tools/list; from before the spawn to the last byte';
const EMPTY = 'both without the NODE_EXTRA_CA_CERTS that this machine sets';

const ROWS = [
  { what: `${START} the loop`, goal: 2.3, of: ['product', 'floor'], how: HANDSHAKE },
  { what: `${START} the loop, without certificates`, of: ['productEmpty', 'floorEmpty'], how: EMPTY },
  {
    what: `${START} the same SDK with one trivial tool`,
    of: ['product', 'bare'],
    how: 'shows what the SDK itself takes; bundled and minified too',
  },
  {
    what: `${START} this program unbundled`,
    goal: 0.3,
    of: ['product', 'unbundled'],
    how: 'src/ transpiled file by file, libraries from node_modules',
  },
  {
    what: 'the first `tools/call` after it, against the loop',
    of: ['product', 'floor'],
    unit: 'ms of the call',
    how: 'one zone, no upstream delay; the loop loads `fetch` only now',
  },
  { what: `${MEMORY} the loop`, goal: 1.6, of: ['product', 'floor'], unit: 'MiB', how: 'VmHWM of /proc' },
  {
    what: `${MEMORY} the loop, without certificates`,
    of: ['productEmpty', 'floorEmpty'],
    unit: 'MiB',
    how: EMPTY,
  },
];

export async function measureStart({ product, unbundled, bareStdio, floor, reach, worlds }) {
  const zone = { name: worlds.ZONE_OF_100_RECORDS };
  const empty = reach('everyday');
  const env = { ...empty, ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }) };
  const programs = {
    product: [product, env, 'list_zones'],
    unbundled: [unbundled, env],
    bare: [bareStdio, env],
    floor: [floor, env, 'zone'],
    ...(NODE_EXTRA_CA_CERTS && { productEmpty: [product, empty], floorEmpty: [floor, empty] }),
  };
  const measured = Object.fromEntries(
    Object.keys(programs).map((name) => [name, { ms: [], MiB: [], 'ms of the call': [] }]),
  );
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [name, [file, its, tool]] of Object.entries(programs)) {
      const client = new StdioClient([file], its);
      const { ms } = await client.initialize();
      const { peak } = client.memory;
      const first = tool === undefined ? undefined : await client.call(tool, zone);
      await client.stop();
      if (round < 0) continue;
      measured[name].ms.push(ms);
      measured[name].MiB.push(peak);
      if (first) measured[name]['ms of the call'].push(first.ms);
    }
  }
  return ROWS.filter(({ of }) => of.every((name) => name in measured)).map(
    ({ what, goal, of, unit = 'ms', how }) => {
      const [ours, their] = of.map((name) => median(measured[name][unit]));
      const [short] = unit.split(' ');
      const detail = `${ours.toFixed(0)} ${short} / ${their.toFixed(0)} ${short}`;
      return {
        what,
        goal,
        measured: ours / their,
        detail,
        how: `${ROUNDS} rounds after ${WARM_UP_ROUNDS}: ${how}`,
      };
    },
  );
}
