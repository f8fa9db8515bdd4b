/** demo: four example questions and an incident, as a person sees them. */
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalog } from '../../src/catalog.ts';
import { widthOf } from '../../src/commands/terminal.ts';
import { builtProgram, run } from '../client.ts';

const program = builtProgram();

/** What stands below each question. */
function answersIn(stdout: string): Map<string, string> {
  const parts = stdout.split(/^“(.*)”$/m).slice(1);
  return new Map(parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? '']] : [])));
}

const QUESTIONS: [question: string, call: string, shown: RegExp[]][] = [
  [
    'List all zones in my Cloudflare account',
    '→ list_zones {}',
    [/^legacy-northwind\.example +[0-9a-f]{9,}…? +active/m, /^… and 6 more$/m, /active 11 · pending 1/],
  ],
  [
    'Show me the DNS records for example.com',
    '→ list_dns_records {"zone":"example.com"}',
    [/^admin\.example\.com +A +203\.0\.113\.13/m, /total 24/],
  ],
  [
    'What A records point to 192.168.1.1?',
    '→ list_dns_records {"type":"A","content":"192.168.1.1"}',
    [/^legacy-northwind\.example +intranet\.legacy-northwind\.example/m, /searched {2}zones 12 · of 12/],
  ],
  [
    'Show me recent Cloudflare alerts',
    '→ list_alert_history {}',
    [/http_alert_origin_error +example\.com/, /521/],
  ],
  [
    'What did Cloudflare notice?',
    '→ list_alert_history {"zone":"example.com","since":"3h"}',
    [/http_alert_origin_error \d+/],
  ],
  [
    'What did we change before that, and who?',
    '→ list_changes {"zone":"example.com","since":"3h"}',
    [
      /^ {2}By dana\.okafor@northwind\.example:$/m,
      /Z {2}example\.com .*\n.*Z {2}shop\.example\.com +203\.0\.113\.10 -> 198\.51\.100\.77$/m,
    ],
  ],
  [
    'What has failed since then, at the edge or at the origin?',
    '→ get_http_errors {"zone":"example.com","since":"3h"}',
    [
      /5xx rose from .* to .* % of requests at/,
      /^ {2}5xx {2}[▁▂▃▄▅▆▇█]{6,}$/m,
      /^ {2}most: origin refused the connection/m,
    ],
  ],
  [
    'Is the origin reachable?',
    '→ get_origin_health {"zone":"example.com"}',
    [/shop-origin at 198\.51\.100\.77: TCP connection failed/],
  ],
  [
    'Is it Cloudflare?',
    '→ get_cloudflare_status {"zone":"example.com"}',
    [/\((minor|major|critical)\): would not refuse connections/],
  ],
];

describe('demo', () => {
  let shown: Awaited<ReturnType<typeof run>>;
  // Once, for all tests: with colours asked for, and with a configuration that it must not look at.
  beforeAll(async () => {
    shown = await run(program, ['demo'], {
      FORCE_COLOR: '1',
      TERM: 'xterm-256color',
      CLOUDFLARE_ACCOUNT_ID: 'wrong',
      CLOUDFLARE_API_KEY: 'without an e-mail',
      CLOUDFLARE_MCP_TOOLS: 'no_such_tool',
      LOG_LEVEL: 'loud',
    });
  });

  it('asks four questions and five of an incident, and shows for each its call, its answer and its time', () => {
    const answers = answersIn(shown.stdout);
    expect([...answers.keys()]).toEqual(QUESTIONS.map(([question]) => question));
    for (const [question, call, facts] of QUESTIONS) {
      const answer = answers.get(question) ?? '';
      expect(answer).toContain(call);
      for (const fact of facts) expect(answer).toMatch(fact);
      expect(answer).toMatch(/^answered in \d+ ms$/m);
    }
  });

  it('ends with the cause: the first of the changes that led there, and what to do', () => {
    const text = shown.stdout.replaceAll('\n', ' ');
    const [, first] = /time +record +content\n +(\S+Z) +example\.com /.exec(shown.stdout) ?? [];
    expect(first).toBeDefined();
    expect(text).toContain(
      `Cause: at ${first} dana.okafor@northwind.example moved example.com from 203.0.113.10 to 198.51.100.77, ` +
        'which is unhealthy. The first of 3 such changes. Next: move them back.',
    );
    expect(text).toMatch(/put CLOUDFLARE_API_TOKEN into the environment or into \.env, and run/);
  });

  it('fits 80 columns', () => {
    for (const line of shown.stdout.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  it('says which tools there are', () => {
    const names = catalog.map(({ name }) => name).join(', ');
    expect(shown.stdout.replaceAll('\n', ' ')).toContain(` ${catalog.length} tools: ${names} `);
  });

  it('has no colours when it is piped, even if colours are asked for', () => {
    expect(stripVTControlCharacters(shown.stdout)).toBe(shown.stdout);
    expect(shown.stdout).not.toContain('\r');
  });

  it('needs no configuration, and is not disturbed by a wrong one', () => {
    expect(shown).toMatchObject({ code: 0, stderr: '' });
  });
});
