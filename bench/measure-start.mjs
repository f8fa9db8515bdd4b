/** Spawn -> `tools/list` answered, and the most memory until then: this program, itself unbundled, and the loop. */
import { median } from './statistics.mjs';
import { StdioClient } from './stdio-client.mjs';

const ROUNDS = 21;
const WARM_UP_ROUNDS = 3;
/** Node.js reads these at each start, which takes it about as long as the rest of an empty program's start. */
const { NODE_EXTRA_CA_CERTS } = process.env;

const START = 'spawn → `tools/list` answered, against';
const MEMORY = 'peak memory at that point, against';
const SHAKE_HANDS = 'initialize, initialized, tools/list; from before the spawn to the last byte';
const CERTIFICATES =
  'both given NODE_EXTRA_CA_CERTS, as this machine sets it and as the prototype was measured';

const ROWS = [
  { what: `${START} the loop`, goal: 2.3, of: ['product', 'floor'], how: SHAKE_HANDS },
  {
    what: `${START} the loop, with certificates`,
    goal: 2.3,
    of: ['productCa', 'floorCa'],
    how: CERTIFICATES,
  },
  {
    what: `${START} the same SDK with one trivial tool`,
    of: ['product', 'bare'],
    how: 'what the SDK takes by itself, bundled and minified too',
  },
  {
    what: `${START} this program unbundled`,
    goal: 0.3,
    of: ['product', 'unbundled'],
    how: 'src/ transpiled file by file, libraries from node_modules',
  },
  { what: `${MEMORY} the loop`, goal: 1.6, of: ['product', 'floor'], unit: 'MiB', how: 'VmHWM of /proc' },
  {
    what: `${MEMORY} the loop, with certificates`,
    goal: 1.6,
    of: ['productCa', 'floorCa'],
    unit: 'MiB',
    how: CERTIFICATES,
  },
];

export async function measureStart({ product, unbundled, bareStdio, floor, reach }) {
  const plain = reach('everyday');
  const withCertificates = { ...plain, NODE_EXTRA_CA_CERTS };
  const programs = {
    product: [product, plain],
    unbundled: [unbundled, plain],
    bare: [bareStdio, plain],
    floor: [floor, plain],
    ...(NODE_EXTRA_CA_CERTS && {
      productCa: [product, withCertificates],
      floorCa: [floor, withCertificates],
    }),
  };
  const measured = Object.fromEntries(Object.keys(programs).map((name) => [name, { ms: [], MiB: [] }]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [name, [file, env]] of Object.entries(programs)) {
      const client = new StdioClient([file], env);
      const { ms } = await client.shakeHands();
      const { peak } = client.memory;
      await client.stop();
      if (round < 0) continue;
      measured[name].ms.push(ms);
      measured[name].MiB.push(peak);
    }
  }
  return ROWS.filter(({ of }) => of.every((name) => name in measured)).map(
    ({ what, goal, of, unit = 'ms', how }) => {
      const [ours, their] = of.map((name) => median(measured[name][unit]));
      const detail = `${ours.toFixed(0)} ${unit} / ${their.toFixed(0)} ${unit}`;
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
