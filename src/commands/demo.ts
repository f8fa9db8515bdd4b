/** demo: four example questions and an investigation, asked of the tools on the embedded account. */
import { catalog } from '../catalog.ts';
import { callTool } from '../server/call-tool.ts';
import { NAME, VERSION } from '../version.ts';
import { answerInWords, firstValue, rowObjects, sparkline, valueInWords } from './answer-in-words.ts';
import { coloured } from './colours.ts';
import type { Setup } from './setup.ts';

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
    found: ({ counts }) => [valueInWords(counts)],
  },
  {
    asked: 'What did we change before that, and who?',
    tool: 'list_changes',
    input: { zone: 'example.com', since: '3h' },
    found: ({ changes }) =>
      rowObjects(changes)
        .filter(({ what, action, result }) => what === 'dns_record' && action === 'update' && !result)
        .map(
          ({ time, who, on, before, after }) =>
            `${time} ${who}: ${on} ${firstValue(before)} -> ${firstValue(after)}`,
        ),
  },
  {
    asked: 'What fails since then, at the edge or at the origin?',
    tool: 'get_http_errors',
    input: { zone: 'example.com', since: '3h' },
    found: ({ notes, series, edge_statuses }) => [
      ...(notes as string[]).slice(0, 2),
      `5xx  ${sparkline(rowObjects(series).map(({ edge_5xx }) => Number(edge_5xx)))}  of ${firstValue(rowObjects(edge_statuses)[0]?.meaning)}`,
    ],
  },
  {
    asked: 'Is the origin reachable?',
    tool: 'get_origin_health',
    input: { zone: 'example.com' },
    found: ({ unhealthy }) =>
      rowObjects(unhealthy)
        .filter(({ kind }) => kind === 'health check')
        .map(({ name, address, reason }) => `${name} at ${address}: ${reason}`),
  },
  {
    asked: 'Is it Cloudflare?',
    tool: 'get_cloudflare_status',
    input: { zone: 'example.com' },
    found: ({ incidents }) =>
      rowObjects(incidents).map(
        ({ name, impact }) => `${name} (${impact}): does not explain refused connections`,
      ),
  },
];

/** @returns the exit code: 1 when a question was not answered. */
export async function demo(setup: Setup): Promise<number> {
  print(
    `${coloured('bold', `${NAME} ${VERSION}`)} on its embedded account: no credential, no network.`,
    `${catalog.length} tools: ${catalog.map(({ name }) => name).join(', ')}`,
  );
  let failed = 0;
  for (const question of QUESTIONS) {
    const answer = await askAndPrint(setup, question);
    if (answer === undefined) failed++;
    else print(...answerInWords(answer.fields), answer.took);
  }
  print('', coloured('bold', 'An investigation: example.com answers with errors. Why?'));
  const evidence: Answer[] = [];
  for (const step of INVESTIGATION) {
    const answer = await askAndPrint(setup, step);
    if (answer === undefined) failed++;
    else {
      evidence.push(answer.fields);
      print(...step.found(answer.fields).map((line) => `  ${line}`), answer.took);
    }
  }
  print(
    '',
    conclusion(evidence),
    '',
    'Next: put CLOUDFLARE_API_TOKEN into the environment or into .env, and run this program with "check".',
  );
  return failed > 0 ? 1 : 0;
}

type Answer = Readonly<Record<string, unknown>>;

/** The cause shows where two answers meet: a record was moved to an address that is unhealthy. */
function conclusion(evidence: readonly Answer[]): string {
  const changes = evidence.flatMap(({ changes }) => rowObjects(changes));
  const unhealthy = new Set(
    evidence.flatMap(({ unhealthy }) => rowObjects(unhealthy)).map(({ address }) => address),
  );
  const cause = changes.find(({ what, after }) => what === 'dns_record' && unhealthy.has(firstValue(after)));
  if (cause === undefined)
    return 'No change leads to an unhealthy origin: the cause is not among these answers.';
  const { who, time, before, after } = cause;
  return `Cause: at ${time} ${who} moved records from ${firstValue(before)} to ${firstValue(after)}, which is unhealthy since. Next: move them back.`;
}

/** The same way as a call of an MCP client takes, without the transport. */
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
    print(coloured('red', result.content.map(({ text }) => text).join('\n')));
    return undefined;
  }
  return { fields: result.structuredContent, took: coloured('dim', `answered in ${Math.round(tookMs)} ms`) };
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
