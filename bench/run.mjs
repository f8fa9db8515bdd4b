/**
 * npm run bench: measures everything against its goal in one run, prints a table, and writes bench/RESULTS.md.
 * `-- --only far` measures one part and writes nothing. `--round-trip 60 --server-time 40`: how far away "far" is, in ms.
 */
import { parseArgs } from 'node:util';
import { measureCalls } from './measure-calls.mjs';
import { measureFar } from './measure-far.mjs';
import { measureHttp } from './measure-http.mjs';
import { measureLimit } from './measure-limit.mjs';
import { measureSearch } from './measure-search.mjs';
import { measureStart } from './measure-start.mjs';
import { measureTokens } from './measure-tokens.mjs';
import { printTable, writeResults } from './report.mjs';
import { setUp } from './setup.mjs';

const PARTS = {
  tokens: measureTokens,
  start: measureStart,
  calls: measureCalls,
  far: measureFar,
  search: measureSearch,
  limit: measureLimit,
  http: measureHttp,
};
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    'round-trip': { type: 'string', default: '60' },
    'server-time': { type: 'string', default: '40' },
  },
});
const distance = { roundTripMs: Number(values['round-trip']), serverMs: Number(values['server-time']) };

const startMs = performance.now();
const bench = { ...(await setUp()), distance };
const rows = [];
for (const [part, measure] of Object.entries(PARTS)) {
  if (values.only === undefined || values.only === part) rows.push(...(await measure(bench)));
}
await bench.stop();
printTable(rows);
if (values.only === undefined) writeResults(rows, Math.round((performance.now() - startMs) / 1_000));
process.exit(0);
