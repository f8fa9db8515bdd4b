/** check: the tool test_connection, for a person or a script. */
import { callTool } from '../server/call-tool.ts';
import { testConnection } from '../tools/test-connection.ts';
import { columnsOf } from './columns.ts';
import type { Setup } from './setup.ts';
import { coloured, terminalWidth, wrapped } from './terminal.ts';

/** The part of the tool's answer that is printed here. */
interface Report {
  readonly verdict: 'ready' | 'incomplete';
  readonly method: string;
  readonly token_owner?: string;
  readonly status: string;
  readonly expires?: string;
  readonly account: { readonly id: string; readonly name?: string; readonly zones?: number };
  readonly permissions: readonly {
    readonly permission: string;
    readonly state: 'granted' | 'granted_or_empty' | 'missing' | 'unknown';
    readonly needed_for: string;
    readonly required: boolean;
    readonly where_to_add?: string;
    readonly note?: string;
  }[];
  readonly notes?: readonly string[];
}

/** @returns the exit code: 0 all required permissions are granted, 1 some are missing, 2 the credential or the network fails. */
export async function check({ caller }: Setup, isJson: boolean): Promise<number> {
  const options = { signal: new AbortController().signal, progress: () => undefined };
  const { result } = await callTool(caller, testConnection, {}, options);
  const { structuredContent, content } = result;
  if (structuredContent === undefined) {
    const error = content.map(({ text }) => text).join('\n');
    if (isJson) process.stdout.write(`${JSON.stringify({ verdict: 'failed', error }, null, 2)}\n`);
    else process.stderr.write(`${coloured('red', '✗')} ${error}\n`);
    return 2;
  }
  const report = structuredContent as unknown as Report;
  process.stdout.write(`${isJson ? JSON.stringify(report, null, 2) : toText(report)}\n`);
  return report.verdict === 'ready' ? 0 : 1;
}

const MARKS = {
  granted: ['green', '✓'],
  granted_or_empty: ['yellow', '?'],
  missing: ['red', '✗'],
  unknown: ['yellow', '?'],
} as const;

function toText(report: Report): string {
  const { account, permissions } = report;
  const width = terminalWidth();
  const credential = report.method === 'api_token' ? `API token (${report.token_owner})` : 'Global API Key';
  const missing = permissions.filter(({ state }) => state === 'missing');
  const rows = permissions.map(({ permission, state, needed_for, required, note }) => {
    const [style, mark] = MARKS[state];
    return [
      `${coloured(style, mark)} ${state}`,
      permission,
      needed_for,
      note ?? (required ? '' : 'optional'),
    ];
  });
  return [
    `Credential  ${credential}, ${report.status}${report.expires ? `, expires ${report.expires}` : ''}`,
    `Account     ${account.name ? `${account.name} ` : ''}(${account.id})${account.zones === undefined ? '' : `, ${account.zones} zones`}`,
    '',
    ...columnsOf(['', 'permission', 'you need it for', ''], rows, width).lines,
    '',
    ...missing.flatMap(({ where_to_add }) => (where_to_add ? [`Add at ${where_to_add}`] : [])),
    ...(report.notes ?? []),
    verdictOf(report),
  ]
    .flatMap((line) => wrapped(line, width))
    .join('\n');
}

function verdictOf({ verdict, permissions }: Report): string {
  if (verdict === 'ready') return coloured('green', 'Ready: you have all required permissions.');
  const lacking = permissions.filter(({ required, state }) => required && state !== 'granted');
  return coloured('yellow', `Not ready: you lack ${lacking.map(({ permission }) => permission).join(', ')}.`);
}
