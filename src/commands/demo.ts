/** demo: the guide's four questions, asked by a real MCP client to a real server over stdio, on the embedded account. */
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import yoctoSpinner from 'yocto-spinner';
import { NAME, VERSION } from '../version.ts';
import { answerInWords } from './answer-in-words.ts';
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
    if (!(await askAndPrint(client, question))) failed++;
  }
  await client.close();
  print('', 'Next: put a token in .env (see .env.example) and run "node dist/main.js check".');
  return failed > 0 ? 1 : 0;
}

async function askAndPrint(client: Client, { asked, tool, input }: Question): Promise<boolean> {
  print('', coloured('bold', `“${asked}”`), coloured('cyan', `→ ${tool} ${JSON.stringify(input)}`));
  const spinner = isTerminal ? yoctoSpinner({ text: 'asking' }).start() : undefined;
  const startMs = performance.now();
  const result = await client.callTool({ name: tool, arguments: input });
  const tookMs = performance.now() - startMs;
  spinner?.stop();
  const answer = result.structuredContent;
  if (result.isError || typeof answer !== 'object' || answer === null) {
    print(coloured('red', JSON.stringify(result.content)));
    return false;
  }
  print(
    ...answerInWords(answer as Record<string, unknown>),
    coloured('dim', `answered in ${Math.round(tookMs)} ms`),
  );
  return true;
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
