/** The generated documents: tables in the README, the layers in CONTRIBUTING, the definitions that `tools/list` sends. */
import { readFileSync } from 'node:fs';
import { catalog } from '../src/catalog.ts';
import { PERMISSIONS } from '../src/cloudflare/permissions.ts';
import { VARIABLES } from '../src/settings/environment.ts';
import type { Tool } from '../src/tool.ts';
import { incidentTable } from '../tests/incidents/table.ts';
import { layersInWords } from '../tests/layers.ts';
import { definitionOf } from './tool-definition.ts';

/** Files of this repository, each with a function that makes its new text from the code and from its present text. */
export const DOCUMENTS: readonly { readonly file: string; write(now: string): string }[] = [
  { file: 'README.md', write: withTables },
  { file: 'tests/incidents/README.md', write: (now) => withPart(now, ['incidents', incidentsInWords()]) },
  { file: 'CONTRIBUTING.md', write: (now) => withPart(now, ['layers', layersInWords()]) },
  {
    file: 'src/server/tools-list.json',
    write: () => `${JSON.stringify(catalog.map(listedTool), null, 2)}\n`,
  },
];

function listedTool(tool: Tool) {
  const { group, question } = tool;
  return { group, question, definition: definitionOf(tool) };
}

function withTables(readme: string): string {
  const permissions = markdownTable(
    ['permission', 'for', 'required'],
    PERMISSIONS.map(({ label, purpose, isRequired }) => [label, purpose, isRequired ? 'yes' : 'no']),
  );
  const tools = markdownTable(
    ['tool', 'question', 'permissions'],
    catalog.map(({ name, question, permissions: needed }) => [
      `\`${name}\``,
      question,
      needed === PERMISSIONS ? 'none; it reports them all' : needed.map(({ label }) => label).join('<br>'),
    ]),
  );
  const settings = markdownTable(
    ['variable', 'meaning'],
    VARIABLES.map((variable) => [`\`${variable}\``, commentOf(variable)]),
  );
  return Object.entries({ permissions, tools, settings }).reduce(withPart, readme);
}

function incidentsInWords(): string {
  const { summary, headings, rows } = incidentTable();
  return `${summary}\n\n${markdownTable(headings, rows)}`;
}

/** Replaces the part between two marks. @throws Error if the text does not have these marks. */
function withPart(text: string, [name, content]: [string, string]): string {
  const part = new RegExp(`(<!-- ${name}:start -->\n)[^]*?(<!-- ${name}:end -->)`);
  if (!part.test(text)) throw new Error(`There is no part <!-- ${name}:start --> … <!-- ${name}:end -->.`);
  return text.replace(part, (_, start: string, end: string) => `${start}${content}\n${end}`);
}

function markdownTable(headings: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The comment above a variable in `.env.example`. */
export function commentOf(variable: string): string {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const at = lines.findIndex((line) => new RegExp(`^(# )?${variable}=`).test(line));
  const comment: string[] = [];
  for (let above = at - 1; lines[above]?.startsWith('# '); above--)
    comment.unshift(lines[above]?.slice(2) ?? '');
  return comment.join(' ');
}
