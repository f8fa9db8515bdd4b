/** What `call` prints without a tool, and with `--help`. */
import { catalog } from '../catalog.ts';
import type { Tool } from '../tool.ts';
import { type ArgumentSchema, argumentsOf, exampleCall } from './call-arguments.ts';
import { columnsOf } from './columns.ts';
import { coloured, wrapped } from './terminal.ts';

export function toolList(width: number): string[] {
  const rows = catalog.map(({ name, question }) => [name, question]);
  return [
    coloured('bold', 'call TOOL [key=value …] [--json] [--demo]'),
    '',
    ...columnsOf(['tool', 'question'], rows, width).lines,
    '',
    'Its arguments:   call list_dns_records --help',
    'Then ask:        call list_dns_records type=A content=192.168.1.1',
    'No credential?   add --demo, which uses the embedded account',
  ];
}

export function toolHelp(tool: Tool, width: number): string[] {
  const { name, question, details, example } = tool;
  const schemas = Object.entries(argumentsOf(tool));
  const rows = schemas.map(([argument, schema]) => [argument, describe(schema)]);
  return [
    coloured('bold', `call ${name}`),
    ...wrapped(question, width),
    '',
    ...wrapped(details, width),
    '',
    ...(rows.length === 0
      ? ['It has no arguments.']
      : [coloured('bold', 'Arguments'), ...definitions(rows, width)]),
    '',
    coloured('bold', 'Examples'),
    `  ${exampleCall(tool)}`,
    ...(rows.length === 0 ? [] : [`  call ${name} '${JSON.stringify(example)}'`]),
    `  ${exampleCall(tool)} --json`,
    '',
    ...wrapped(
      'Put a value with blanks or * into quotes. --demo asks the embedded account, --json prints JSON.',
      width,
    ),
  ];
}

/** Two columns, of which the second is broken over as many lines as it needs. */
function definitions(rows: readonly (readonly string[])[], width: number): string[] {
  const indent = Math.max(...rows.map(([name = '']) => name.length)) + 4;
  return rows.flatMap(([name = '', text = '']) => {
    const lines = wrapped(text, Number.isFinite(width) ? width - indent : width);
    return lines.map((line, at) => `${at === 0 ? `  ${name}`.padEnd(indent) : ' '.repeat(indent)}${line}`);
  });
}

function describe({ type, description = '', enum: words, items }: ArgumentSchema): string {
  if (type === 'boolean') return `${description}; true or false`;
  if (words !== undefined) return `${description}; one of ${words.join(', ')}`;
  return items?.enum ? `${description}; some of ${items.enum.join(',')}` : description;
}
