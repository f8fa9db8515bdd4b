/** demo: the guide's four questions, asked by a real MCP client to a real server over stdio, on the embedded account. */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import yoctoSpinner from 'yocto-spinner';
import { NAME, VERSION } from '../version.ts';
import { answerInWords, bare, inWords, records, sparkline } from './answer-in-words.ts';
import { coloured, isTerminal } from './colours.ts';

interface Question {
  readonly asked: string;
  readonly tool: string;
  readonly input: Record<string, unknown>;
}

/** The example questions of the guide, each with the call that an agent makes of it. */
export const QUESTIONS: readonly Question[] = [
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

/** The embedded account's incident, from alert to cause; `found` says in a line what an investigator reads in an answer. */
const INVESTIGATION: readonly (Question & { found(answer: Answer): string[] })[] = [
  {
    asked: 'What did Cloudflare notice?',
    tool: 'list_alert_history',
    input: { zone: 'example.com', since: '3h' },
    found: ({ counts }) => [inWords(counts)],
  },
  {
    asked: 'What did we change before that, and who?',
    tool: 'list_changes',
    input: { zone: 'example.com', since: '3h' },
    found: ({ changes }) =>
      records(changes)
        .filter(({ what, action, result }) => what === 'dns_record' && action === 'update' && !result)
        .map(({ time, who, on, before, after }) => `${time} ${who}: ${on} ${bare(before)} -> ${bare(after)}`),
  },
  {
    asked: 'What fails since then, at the edge or at the origin?',
    tool: 'get_http_errors',
    input: { zone: 'example.com', since: '3h' },
    found: ({ notes, series, edge_statuses }) => [
      ...(notes as string[]).slice(0, 2),
      `5xx  ${sparkline(records(series).map(({ edge_5xx }) => Number(edge_5xx)))}  of ${bare(records(edge_statuses)[0]?.meaning)}`,
    ],
  },
  {
    asked: 'Is the origin reachable?',
    tool: 'get_origin_health',
    input: { zone: 'example.com' },
    found: ({ unhealthy }) =>
      records(unhealthy)
        .filter(({ kind }) => kind === 'health check')
        .map(({ name, address, reason }) => `${name} at ${address}: ${reason}`),
  },
  {
    asked: 'Is it Cloudflare?',
    tool: 'get_cloudflare_status',
    input: { zone: 'example.com' },
    found: ({ incidents }) =>
      records(incidents).map(
        ({ name, impact }) => `${name} (${impact}): does not explain refused connections`,
      ),
  },
];

/**
 * @param program this program's own file, started as the server.
 * @returns the exit code: 1 when a question was not answered.
 */
export async function demo(program: string): Promise<number> {
  const client = new Client(
    { name: `${NAME}-demo`, version: VERSION },
    { versionNegotiation: { mode: 'auto' } },
  );
  const args = [program, 'stdio', '--demo'];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: { LOG_LEVEL: 'error' } }),
  );
  const { tools } = await client.listTools();
  print(
    `${coloured('bold', `${NAME} ${VERSION}`)} on its embedded account: no credential, no network.`,
    `MCP ${client.getNegotiatedProtocolVersion()} over stdio, ${tools.length} tools: ${tools.map(({ name }) => name).join(', ')}`,
  );
  let failed = 0;
  for (const question of QUESTIONS) {
    const answer = await askAndPrint(client, question);
    if (answer === undefined) failed++;
    else print(...answerInWords(answer.fields), answer.took);
  }
  print('', coloured('bold', 'An investigation: example.com answers with errors. Why?'));
  const evidence: Answer[] = [];
  for (const step of INVESTIGATION) {
    const answer = await askAndPrint(client, step);
    if (answer === undefined) failed++;
    else {
      evidence.push(answer.fields);
      print(...step.found(answer.fields).map((line) => `  ${line}`), answer.took);
    }
  }
  print('', conclusion(evidence));
  await client.close();
  print(
    '',
    'Next: put CLOUDFLARE_API_TOKEN into the environment or into .env, and run this program with "check".',
  );
  return failed > 0 ? 1 : 0;
}

type Answer = Readonly<Record<string, unknown>>;

/** The cause is where two answers meet: an address that was changed to, and that is unhealthy. */
function conclusion(evidence: readonly Answer[]): string {
  const changes = evidence.flatMap(({ changes }) => records(changes));
  const unhealthy = new Set(
    evidence.flatMap(({ unhealthy }) => records(unhealthy)).map(({ address }) => address),
  );
  const cause = changes.find(({ what, after }) => what === 'dns_record' && unhealthy.has(bare(after)));
  if (cause === undefined)
    return 'No change meets an unhealthy origin: the cause is not among these answers.';
  const { who, time, before, after } = cause;
  return `Cause: at ${time} ${who} moved records from ${bare(before)} to ${bare(after)}, which is unhealthy since. Next: move them back.`;
}

async function askAndPrint(
  client: Client,
  { asked, tool, input }: Question,
): Promise<{ fields: Answer; took: string } | undefined> {
  print('', coloured('bold', `“${asked}”`), coloured('cyan', `→ ${tool} ${JSON.stringify(input)}`));
  const spinner = isTerminal ? yoctoSpinner({ text: 'asking' }).start() : undefined;
  const startMs = performance.now();
  const result = await client.callTool({ name: tool, arguments: input });
  const tookMs = performance.now() - startMs;
  spinner?.stop();
  const answer = result.structuredContent;
  if (result.isError || typeof answer !== 'object' || answer === null) {
    print(coloured('red', JSON.stringify(result.content)));
    return undefined;
  }
  return { fields: answer as Answer, took: coloured('dim', `answered in ${Math.round(tookMs)} ms`) };
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
