/** npm run bench: measures everything against its goal in one run, prints a table, and writes bench/RESULTS.md. */
import { measureCalls } from './measure-calls.mjs';
import { measureHttp } from './measure-http.mjs';
import { measureSearch } from './measure-search.mjs';
import { measureStart } from './measure-start.mjs';
import { measureTokens } from './measure-tokens.mjs';
import { report } from './report.mjs';
import { setUp } from './setup.mjs';

const startMs = performance.now();
const bench = await setUp();
const rows = [];
for (const measure of [measureTokens, measureStart, measureCalls, measureSearch, measureHttp]) {
  rows.push(...(await measure(bench)));
}
await bench.stop();
report(rows, Math.round((performance.now() - startMs) / 1_000));
process.exit(0);
