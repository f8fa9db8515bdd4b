/** The command line -> a command, its operands and its flags. */
import { parseArgs } from 'node:util';
import { LISTED_TOOLS } from '../server/listed-tools.ts';
import { HELP } from './help.ts';
import { didYouMean, nearest } from './nearest.ts';

const COMMANDS = ['stdio', 'http', 'check', 'call', 'demo', 'healthcheck'] as const;
type Command = (typeof COMMANDS)[number];

const ALL: readonly Command[] = COMMANDS;
const BOOLEAN = { type: 'boolean' } as const;
const TEXT = { type: 'string' } as const;

/** Each flag, and the commands that take it. */
const FLAGS = {
  demo: { ...BOOLEAN, of: ['stdio', 'http', 'check', 'call', 'demo'] },
  json: { ...BOOLEAN, of: ['check', 'call'] },
  host: { ...TEXT, of: ['http', 'healthcheck'] },
  port: { ...TEXT, of: ['http', 'healthcheck'] },
  'request-credentials': { ...BOOLEAN, of: ['http'] },
  help: { ...BOOLEAN, short: 'h', of: ALL },
  version: { ...BOOLEAN, short: 'v', of: ALL },
} satisfies Record<string, { type: 'boolean' | 'string'; short?: string; of: readonly Command[] }>;
type Flag = keyof typeof FLAGS;

export interface CommandLine {
  readonly command: Command;
  /** What follows the command: for `call`, a tool and its arguments. */
  readonly operands: readonly string[];
  readonly flags: {
    readonly demo: boolean;
    readonly json: boolean;
    readonly help: boolean;
    readonly version: boolean;
    readonly 'request-credentials': boolean;
    readonly host?: string | undefined;
    readonly port?: string | undefined;
  };
}

/** The command line is wrong. The message says how, and what was probably meant. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

/** @throws UsageError */
export function parseCommandLine(args: readonly string[]): CommandLine {
  // Not strict: Node's own message names no near flag, and does not know which command takes which flag.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: FLAGS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const isHelpCommand = positionals[0] === 'help';
  const [word = 'stdio', ...operands] = isHelpCommand ? positionals.slice(1) : positionals;
  const command = parseCommand(word);
  for (const token of tokens) {
    if (token.kind === 'option') checkFlag(token, command);
  }
  const [extra] = operands;
  if (extra !== undefined && command !== 'call') {
    throw new UsageError(`${command} takes no arguments, but was given "${extra}".${SEE_HELP}`);
  }
  return {
    command,
    operands,
    flags: {
      demo: values.demo === true,
      json: values.json === true,
      help: values.help === true || isHelpCommand,
      version: values.version === true,
      'request-credentials': values['request-credentials'] === true,
      host: textOf(values.host),
      port: textOf(values.port),
    },
  };
}

/** Made when it is needed: it takes longer than a quarter of the start. */
const inWords = (names: readonly string[]) => new Intl.ListFormat('en-GB').format(names);
const SEE_HELP = ' --help shows all commands and flags.';

function parseCommand(word: string): Command {
  const command = COMMANDS.find((known) => known === word);
  if (command !== undefined) return command;
  const problem = `There is no command "${word}".`;
  const tools = LISTED_TOOLS.map(({ name }) => name);
  const near = nearest(word, [...COMMANDS, ...tools]);
  if (near === undefined) throw new UsageError(`${problem}\n\n${HELP}`);
  const meant = tools.includes(near) ? `call ${near}` : near;
  throw new UsageError(`${problem} Did you mean ${meant}?${SEE_HELP}`);
}

interface FlagToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

/** @throws UsageError for an unknown flag, a flag of another command, and a value that is missing or too much. */
function checkFlag({ name, rawName, value, inlineValue }: FlagToken, command: Command): void {
  if (!isFlag(name)) throw new UsageError(unknownFlag(rawName, value, command));
  const { type, of } = FLAGS[name];
  if (!(of as readonly Command[]).includes(command)) {
    const own = Object.entries(FLAGS).flatMap(([flag, { of }]) =>
      (of as readonly Command[]).includes(command) ? [`--${flag}`] : [],
    );
    throw new UsageError(
      `${rawName} is a flag of ${inWords(of)}, not of ${command}, which takes ${own.join(', ')}.`,
    );
  }
  if (type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value.`);
  if (type === 'string' && (!value || (inlineValue === false && value.startsWith('-')))) {
    throw new UsageError(`${rawName} needs a value, for example ${EXAMPLES[name]}.`);
  }
}

const EXAMPLES: Partial<Record<Flag, string>> = { host: '--host 127.0.0.1', port: '--port 3000' };

function isFlag(name: string): name is Flag {
  return Object.hasOwn(FLAGS, name);
}

function unknownFlag(rawName: string, value: string | undefined, command: Command): string {
  const known = Object.keys(FLAGS).map((name) => `--${name}`);
  const near = didYouMean(rawName, known);
  // What other programs call `--zone example.com`.
  const asArgument =
    command === 'call' && near === '' && rawName.startsWith('--')
      ? ` Arguments of a tool have no dashes: ${rawName.slice(2)}=${value ?? '…'}.`
      : '';
  return `There is no flag ${rawName}.${near}${asArgument || SEE_HELP}`;
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
