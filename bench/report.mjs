/** The measurements as a table: on the screen, and in bench/RESULTS.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

const RESULTS = new URL('RESULTS.md', import.meta.url);
const NODE_MODULES = new URL('../node_modules/', import.meta.url);
const LIBRARIES = [
  '@modelcontextprotocol/server',
  '@modelcontextprotocol/node',
  '@hono/node-server',
  'cloudflare',
  'zod',
  'esbuild',
  'gpt-tokenizer',
];

const INTRODUCTION = `# What was measured

\`npm run bench\` writes this file. The machine is noisy, so only ratios count: the two sides are measured in turn in the same
run, and medians are compared. Everything runs on one machine. The API is the simulator, behind a loopback server in a process
of its own; it answers the same question with the same bytes, after the delay given below, and reports a large quota. "The
loop" is \`bench/floor.mjs\`: a hand-written JSON-RPC loop over lines with plain \`fetch\` and without libraries. A goal is met
if the value, as rounded here, is not above it. Rows without a goal are for information.
`;

export function printTable(rows) {
  const lines = rows.map((row) => [row.what, goalOf(row), rounded(row.measured), verdict(row), row.detail]);
  const table = [['what', 'goal', 'measured', '', 'of'], ...lines];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}

export function writeResults(rows, seconds) {
  writeFileSync(RESULTS, toMarkdown(rows, seconds));
}

function toMarkdown(rows, seconds) {
  const versions = LIBRARIES.map(
    (name) => `${name} ${manifestOf(new URL(`${name}/package.json`, NODE_MODULES)).version}`,
  );
  const { name, version } = manifestOf(new URL('../package.json', import.meta.url));
  const [cpu] = cpus();
  return [
    INTRODUCTION,
    `- ${new Date().toISOString().slice(0, 10)}, \`node bench/run.mjs\`, ${seconds} s`,
    `- ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}, Node.js ${process.versions.node}; load average at the end ${loadavg()[1].toFixed(1)}`,
    `- ${name} ${version}; ${versions.join(', ')}`,
    '',
    '| what | goal | measured | | of |',
    '|---|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${row.what} | ${goalOf(row)} | ${rounded(row.measured)} | ${verdict(row)} | ${row.detail} |`,
    ),
    '',
    '## How',
    '',
    // Rows that are measured alike say so once, at the first of them.
    ...rows.flatMap(({ what, how }) => (how === undefined ? [] : [`- ${what}: ${how}.`])),
    '',
  ].join('\n');
}

function manifestOf(url) {
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** Tokens and MiB as whole numbers, ratios with two digits. */
function rounded(value) {
  return value >= 20 ? value.toFixed(0) : value.toFixed(2);
}

function goalOf({ goal, isExact }) {
  return goal === undefined ? '' : `${isExact ? 'exactly' : '≤'} ${goal}`;
}

function verdict({ goal, measured, isExact }) {
  if (goal === undefined) return '';
  return (isExact ? measured === goal : Number(rounded(measured)) <= goal) ? 'ok' : 'over';
}
