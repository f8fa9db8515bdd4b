/** npm run conformance: the official suite against the product, and against the fixture on the same HTTP stack. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HERE, install, newerNode, run, startFixture, startProduct } from './programs.mjs';

const SUITE = `${HERE}node_modules/@modelcontextprotocol/conformance`;
const REVISIONS = ['2025-11-25', '2026-07-28'];

install();
const results = mkdtempSync(join(tmpdir(), 'conformance-'));
process.on('exit', () => rmSync(results, { recursive: true, force: true }));

const servers = { product: await startProduct(), fixture: await startFixture() };
const rows = [];
for (const [name, { url }] of Object.entries(servers)) {
  for (const revision of REVISIONS) rows.push(await prove(name, url, revision));
}
await Promise.all(Object.values(servers).map((server) => server.stop()));

console.table(rows);
const hasFailed = rows.some(({ verdict }) => verdict !== 'as expected');
console.log(hasFailed ? 'Conformance: FAILED.' : 'Conformance: as the baselines say.');
process.exit(hasFailed ? 1 : 0);

/** The suite itself compares with the baseline. Its exit code is 1 for a failure that is not listed, and for a listed one that passes. */
async function prove(name, url, revision) {
  const startMs = Date.now();
  const output = join(results, `${name}-${revision}`);
  const baseline = `${HERE}baseline-${name}-${revision}.yml`;
  const { code, stdout, stderr } = await run(newerNode(), [
    `${SUITE}/dist/index.js`,
    'server',
    '--url',
    url,
    '--requirements',
    revision,
    '--expected-failures',
    baseline,
    '-o',
    output,
  ]);
  const counts = count(output, loadUnscored(revision));
  // A suite that ran nothing, or crashed with exit code 0, must not count as passed.
  const isGood = code === 0 && counts.passed > 0;
  if (!isGood)
    console.log(`--- ${name}, ${revision}\n${stdout.slice(stdout.indexOf('=== SUMMARY'))}\n${stderr}`);
  return {
    server: name,
    revision,
    scenarios: counts.scenarios,
    'checks passed': counts.passed,
    'not passed': counts.failed,
    'unscored passed': counts.unscoredPassed,
    'unscored not passed': counts.unscoredFailed,
    'listed in baseline': readFileSync(baseline, 'utf8').match(/^ {2}- /gm)?.length ?? 0,
    seconds: Number(((Date.now() - startMs) / 1_000).toFixed(1)),
    verdict: isGood ? 'as expected' : `exit code ${code}`,
  };
}

/** Scenarios of extensions and of later revisions: they run for information only and do not count. */
function loadUnscored(revision) {
  const requirements = readFileSync(`${SUITE}/requirements/${revision}.yaml`, 'utf8');
  return [...requirements.matchAll(/^ {2}- scenario: (\S+)\n {4}leg: server$/gm)].map(
    ([, scenario]) => scenario,
  );
}

/** A warning counts as not passed, as it does for the baseline. */
function count(output, unscored) {
  const counts = { scenarios: 0, passed: 0, failed: 0, unscoredPassed: 0, unscoredFailed: 0 };
  for (const folder of readdirSync(output)) {
    const scenario = folder.replace(/^server-(.+)-\d{4}-\d\d-\d\dT.*$/, '$1');
    const [passed, failed] = unscored.includes(scenario)
      ? ['unscoredPassed', 'unscoredFailed']
      : ['passed', 'failed'];
    counts.scenarios++;
    for (const { status } of JSON.parse(readFileSync(join(output, folder, 'checks.json'), 'utf8'))) {
      if (status === 'SUCCESS') counts[passed]++;
      if (status === 'FAILURE' || status === 'WARNING') counts[failed]++;
    }
  }
  return counts;
}
