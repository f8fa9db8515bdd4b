/** demo: four example questions and an investigation, asked of the tools on the embedded account. */
import { catalog } from '../catalog.ts';
import { DEMO_ROWS_SHOWN, TERMINAL_WIDTH_DEFAULT } from '../limits/terminal.ts';
import { callTool } from '../server/call-tool.ts';
import { NAME, VERSION } from '../version.ts';
import { answerInWords } from './answer-in-words.ts';
import { columnsOf } from './columns.ts';
import type { Setup } from './setup.ts';
import { coloured, terminalWidth, wrapped } from './terminal.ts';
import { isRows } from './value-in-words.ts';

interface Question {
  readonly asked: string;
  readonly tool: string;
  readonly input: Record<string, unknown>;
}

/** Example questions, each with the call that an agent would make for it. */
const QUESTIONS: readonly Question[] = [
  { asked: 'List all zones in my Cloudflare account', tool: 'list_zones', input: {} },
  {
    asked: 'Show me the DNS records for example.com',
    tool: 'list_dns_records',
    input: { zone: 'example.com' },
  },
  {
    asked: 'What A records point to 192.168.1.1?',
    tool: 'list_dns_records',
    input: { type: 'A', content: '192.168.1.1' },
  },
  { asked: 'Show me recent Cloudflare alerts', tool: 'list_alert_history', input: {} },
];

/** The incident of the embedded account, from alert to cause. `found` is what an investigator reads in the answer, line by line. */
const INVESTIGATION: readonly (Question & { found(answer: Answer): string[] })[] = [
  {
    asked: 'What did Cloudflare notice?',
    tool: 'list_alert_history',
    input: { zone: 'example.com', since: '3h' },
    found: ({ by_alert_type }) => [
      rowsIn(by_alert_type)
        .map(({ alert_type, count }) => `${alert_type} ${count}`)
        .join(', '),
    ],
  },
  {
    asked: 'What did we change before that, and who?',
    tool: 'list_changes',
    input: { zone: 'example.com', since: '3h' },
    found: ({ changes }) => {
      const moves = movesIn(changes);
      const rows = moves.map(({ time, name, before, after }) => [time, name, `${before} -> ${after}`]);
      return [
        `By ${[...new Set(moves.map(({ who }) => who))].join(', ')}:`,
        ...columnsOf(['time', 'record', 'content'], rows, width() - INDENT.length).lines,
      ];
    },
  },
  {
    asked: 'What has failed since then, at the edge or at the origin?',
    tool: 'get_http_errors',
    input: { zone: 'example.com', since: '3h' },
    found: ({ notes, series, statuses }) => [
      ...(notes as string[]).slice(0, 2),
      `5xx  ${sparkline(rowsIn(series).map(({ edge_5xx }) => Number(edge_5xx ?? 0)))}`,
      `most: ${rowsIn(statuses)[0]?.meaning}`,
    ],
  },
  {
    asked: 'Is the origin reachable?',
    tool: 'get_origin_health',
    input: { zone: 'example.com' },
    found: ({ unhealthy }) =>
      rowsIn(unhealthy)
        .filter(({ kind }) => kind === 'health_check')
        .map(({ name, address, reason }) => `${name} at ${address}: ${reason}`),
  },
  {
    asked: 'Is it Cloudflare?',
    tool: 'get_cloudflare_status',
    input: { zone: 'example.com' },
    found: ({ incidents }) =>
      rowsIn(incidents).map(({ name, impact }) => `${name} (${impact}): would not refuse connections`),
  },
];

const INDENT = '  ';
/** A tour is looked at, wherever it is printed, so it has a width in a pipe too. */
function width(): number {
  const known = terminalWidth();
  return Number.isFinite(known) ? known : TERMINAL_WIDTH_DEFAULT;
}

/** @returns the exit code: 1 when a question was not answered. */
export async function demo(setup: Setup): Promise<number> {
  print(
    `${coloured('bold', `${NAME} ${VERSION}`)} on an embedded account: no credential, no network`,
    `${catalog.length} tools: ${catalog.map(({ name }) => name).join(', ')}`,
  );
  let failed = 0;
  for (const question of QUESTIONS) {
    const answer = await askAndPrint(setup, question);
    if (answer === undefined) failed++;
    else {
      write(answerInWords(answer.fields, { width: width(), rowsMax: DEMO_ROWS_SHOWN }));
      print(answer.took);
    }
  }
  print('', coloured('bold', 'An investigation: example.com answers with errors. Why?'));
  const evidence: Answer[] = [];
  for (const step of INVESTIGATION) {
    const answer = await askAndPrint(setup, step);
    if (answer === undefined) failed++;
    else {
      evidence.push(answer.fields);
      write(step.found(answer.fields).flatMap((line) => wrapped(line, width(), INDENT)));
      print(answer.took);
    }
  }
  print('', ...conclusion(evidence), '', ...NEXT);
  return failed > 0 ? 1 : 0;
}

const NEXT = [
  'Ask the embedded account yourself: call list_dns_records zone=example.com --demo',
  'For your own account, put CLOUDFLARE_API_TOKEN into the environment or into .env, and run this program with "check".',
];

type Answer = Readonly<Record<string, unknown>>;

/** A DNS record that got another content. */
interface Move {
  readonly time: string;
  readonly who: string;
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The first change first. What was refused has moved nothing. */
function movesIn(changes: unknown): Move[] {
  return rowsIn(changes)
    .flatMap(({ time, who, on, what, result, changed }) => {
      const content = rowsIn(changed).find(({ field }) => field === 'content');
      if (what !== 'dns_record' || result !== undefined || content?.before === undefined) return [];
      const [before, after] = [String(content.before), String(content.after)];
      return [{ time: String(time), who: String(who), name: String(on), before, after }];
    })
    .sort((a, b) => a.time.localeCompare(b.time));
}

/** Two answers together show the cause: records were changed to an address that is unhealthy. */
function conclusion(evidence: readonly Answer[]): string[] {
  const unhealthy = new Set(
    evidence.flatMap(({ unhealthy }) => rowsIn(unhealthy)).map(({ address }) => address),
  );
  const moves = evidence
    .flatMap(({ changes }) => movesIn(changes))
    .filter(({ after }) => unhealthy.has(after));
  const [first] = moves;
  if (first === undefined)
    return ['No change leads to an unhealthy origin: the cause is not among these answers.'];
  const { who, time, name, before, after } = first;
  const others = moves.length > 1 ? ` The first of ${moves.length} such changes.` : '';
  return [
    `Cause: at ${time} ${who} moved ${name} from ${before} to ${after}, which is unhealthy.${others}`,
    'Next: move them back.',
  ];
}

/** None, if the answer has no such list. */
const rowsIn = (value: unknown) => (isRows(value) ? value : []);

const BARS = '▁▂▃▄▅▆▇█';

/** A series as a line of bars; the highest value is a full bar. */
function sparkline(values: readonly number[]): string {
  const highest = Math.max(...values, 1);
  return values.map((value) => BARS[Math.round((value / highest) * (BARS.length - 1))] ?? '').join('');
}

/** Calls the tool as for an MCP client, but without the transport. */
async function askAndPrint(
  { caller }: Setup,
  { asked, tool: name, input }: Question,
): Promise<{ fields: Answer; took: string } | undefined> {
  print('', coloured('bold', `“${asked}”`), coloured('cyan', `→ ${name} ${JSON.stringify(input)}`));
  const tool = catalog.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`There is no tool ${name}.`);
  const options = { signal: new AbortController().signal, progress: () => undefined };
  const startMs = performance.now();
  const { result } = await callTool(caller, tool, input, options);
  const tookMs = performance.now() - startMs;
  if (result.structuredContent === undefined) {
    print(...result.content.map(({ text }) => coloured('red', text)));
    return undefined;
  }
  return { fields: result.structuredContent, took: coloured('dim', `answered in ${Math.round(tookMs)} ms`) };
}

function print(...lines: string[]): void {
  write(lines.flatMap((line) => wrapped(line, width())));
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
