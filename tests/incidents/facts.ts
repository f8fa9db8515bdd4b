/** What can be read in answers, whatever their form: a fact holds if one row or one sentence says it. */
import type { Answer } from '../client.ts';

export interface ToolAnswer extends Pick<Answer, 'isError' | 'structured'> {
  readonly tool: string;
}

export type Fact = (answers: readonly ToolAnswer[]) => boolean;

/** A row, a sentence, or an object without lists: what a reader takes in at once. */
interface Unit {
  readonly tool: string;
  /** The fields that lead to it, such as `series`. */
  readonly path: string;
  readonly text: string;
}

type Test = (text: string) => boolean;
type Pattern = RegExp | Test;

const matches = (pattern: Pattern, text: string) =>
  pattern instanceof RegExp ? pattern.test(text) : pattern(text);

/** An answer that Cloudflare or a Worker gave by itself, in whatever words. */
export const AT_EDGE =
  /(made|answered|given|refused|blocked)[^"]*(edge|Cloudflare)|Cloudflare itself|without (asking )?the origin|origin was (not|never) asked|Worker/i;

/** One row or sentence in which all patterns are found. */
export function together(...patterns: Pattern[]): Fact {
  return (answers) => unitsOf(answers).some(({ text }) => patterns.every((each) => matches(each, text)));
}

/** The same, in the answers of one tool. */
export function from(tool: string, ...patterns: Pattern[]): Fact {
  return (answers) => together(...patterns)(answers.filter((answer) => answer.tool === tool));
}

/** The same, but not in the series over time: a conclusion, not a number among seventy. */
export function concluded(tool: string, ...patterns: Pattern[]): Fact {
  return (answers) =>
    unitsOf(answers).some(
      (unit) =>
        unit.tool === tool &&
        !/series|window/.test(unit.path) &&
        patterns.every((each) => matches(each, unit.text)),
    );
}

export const anyOf =
  (...facts: Fact[]): Fact =>
  (answers) =>
    facts.some((fact) => fact(answers));

/** Whether a number in the text is at least so large. Times and addresses are no numbers. */
export function atLeast(least: number): Test {
  return (text) => numbersIn(text).some((number) => number >= least);
}

/** A share of at least so many per cent: as such, as a fraction, or as failed requests of all. */
export function share(percent: number): Test {
  return (text) =>
    sharesIn(text).some(
      (each) => each >= percent || (each <= 1 && !/percent|%/.test(text) && 100 * each >= percent),
    );
}

export function shareBelow(percent: number): Test {
  return (text) => sharesIn(text).some((each) => each < percent);
}

function sharesIn(text: string): number[] {
  const field = (name: string) => new RegExp(`"(?:${name})":(\\d+)`).exec(text)?.[1];
  const [failed, of] = [field('failed'), field('of|requests')];
  if (failed !== undefined && of !== undefined) return [(100 * Number(failed)) / Number(of)];
  const said = text.matchAll(/(?:share|percent|rate)\w*":\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) ?%/g);
  return [...said].map(([, named, written]) => Number(named ?? written));
}

function numbersIn(text: string): number[] {
  const bare = text
    .replaceAll(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?/g, ' ')
    .replaceAll(/\d+\.\d+\.\d+(?:\.\d+)?/g, ' ')
    .replaceAll(/(?<=\d),(?=\d{3}\b)/g, '');
  return [...bare.matchAll(/(?<![\w.-])\d+(?:\.\d+)?(?![\w-])/g)].map(([number]) => Number(number));
}

/** Errors are left out: they repeat the question, and tell nothing about the world. */
function unitsOf(answers: readonly ToolAnswer[]): Unit[] {
  return answers.flatMap(({ tool, isError, structured }) =>
    isError ? [] : unitsIn(structured, '').map((unit) => ({ tool, ...unit })),
  );
}

function unitsIn(value: unknown, path: string): Omit<Unit, 'tool'>[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => [{ path, text: JSON.stringify(item) }, ...unitsIn(item, path)]);
  }
  if (typeof value !== 'object' || value === null) return [];
  if (isTable(value)) {
    const shared = JSON.stringify(value.every_row ?? {});
    return value.rows.map((row) => ({ path, text: `${JSON.stringify(row)} ${shared}` }));
  }
  const entries = Object.entries(value);
  const isPlain = entries.every(([, each]) => typeof each !== 'object' || isListOfScalars(each));
  const own = isPlain && path !== '' ? [{ path, text: JSON.stringify({ [path]: value }) }] : [];
  const single = entries
    .filter(([, each]) => typeof each !== 'object')
    .map(([name, each]) => ({ path: `${path}.${name}`, text: `${name}: ${String(each)}` }));
  return [...own, ...single, ...entries.flatMap(([name, each]) => unitsIn(each, `${path}.${name}`))];
}

interface Table {
  readonly columns: unknown[];
  readonly rows: unknown[];
  readonly every_row?: unknown;
}

function isTable(value: object): value is Table {
  return 'columns' in value && 'rows' in value && Array.isArray(value.rows);
}

function isListOfScalars(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object');
}
