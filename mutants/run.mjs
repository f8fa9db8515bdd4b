/**
 * `npm run mutants`: breaks the core in small ways, one at a time, and counts how many of them the tests notice. It takes a sample: one
 * in four blocks of lines. `-- --every 1` takes them all, which takes hours; `-- --only server` takes one area.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

/** Each area meets the tests that are about it. An answer is put together by its tool, whose tests look at it. */
const AREAS = {
  http: { folder: 'src/cloudflare/http', tests: ['tests/cloudflare/**/*.test.ts'] },
  server: { folder: 'src/server', tests: ['tests/server/**/*.test.ts', 'tests/catalog-choice.test.ts'] },
  answers: { folder: 'src/answers', tests: ['tests/{answers,tools}/**/*.test.ts'] },
};
/** Short enough that a sample has blocks of every file, long enough for most functions. */
const BLOCK_LINES = 15;
const SCORE_MIN = 85;

const { values } = parseArgs({
  options: { every: { type: 'string', default: '4' }, only: { type: 'string' } },
});
const every = Number(values.every);
const counts = new Map();
const areas = Object.entries(AREAS).filter(([name]) => values.only === undefined || values.only === name);
for (const [name, { folder, tests }] of areas) {
  // mutants/vitest.config.ts reads it, in processes that Stryker starts.
  process.env.MUTANTS_TESTS = tests.join(' ');
  const stryker = new Stryker({ configFile: 'mutants/stryker.config.mjs', mutate: blocksOf(folder) });
  counts.set(name, scoreOf(await stryker.runMutationTest()));
}
const all = [...counts.values()].reduce(
  (sum, each) => ({ noticed: sum.noticed + each.noticed, of: sum.of + each.of }),
  { noticed: 0, of: 0 },
);
for (const [name, count] of [...counts, ['all', all]]) {
  process.stdout.write(`${name}: ${percent(count)} % of ${count.of} mutants noticed\n`);
}
process.exitCode = percent(all) < SCORE_MIN ? 1 : 0;

/** The blocks of a folder that belong to the sample: always the same ones, until the files change. */
function blocksOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const path = `${folder}/${file}`;
      const lines = readFileSync(path, 'utf8').split('\n').length;
      const starts = Array.from(
        { length: Math.ceil(lines / BLOCK_LINES) },
        (_, index) => index * BLOCK_LINES + 1,
      );
      return starts
        .filter(
          (start) => createHash('sha1').update(`${path} ${start}`).digest().readUInt32BE() % every === 0,
        )
        .map((start) => `${path}:${start}-${start + BLOCK_LINES - 1}`);
    });
}

function scoreOf(results) {
  const withStatus = (...some) => results.filter(({ status }) => some.includes(status)).length;
  const noticed = withStatus('Killed', 'Timeout');
  return { noticed, of: noticed + withStatus('Survived', 'NoCoverage') };
}

function percent({ noticed, of }) {
  return Number(((100 * noticed) / of).toFixed(2));
}
