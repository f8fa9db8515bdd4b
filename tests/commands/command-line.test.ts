/** The command line: which command, operands and flags it means, and what is said when it is wrong. */
import { describe, expect, it } from 'vitest';
import { parseCommandLine, UsageError } from '../../src/commands/command-line.ts';

const NO_FLAGS = { demo: false, json: false, help: false, version: false, 'request-credentials': false };

describe('a command line', () => {
  it.each([
    [[], 'stdio', [], {}],
    [['--demo'], 'stdio', [], { demo: true }],
    [['http', '--port', '0', '--host=::1'], 'http', [], { port: '0', host: '::1' }],
    [['http', '--request-credentials'], 'http', [], { 'request-credentials': true }],
    [['check', '--json', '--demo'], 'check', [], { json: true, demo: true }],
    [
      ['--demo', 'call', 'get_zone', 'zone=a.example'],
      'call',
      ['get_zone', 'zone=a.example'],
      { demo: true },
    ],
    [['healthcheck', '--port', '8080'], 'healthcheck', [], { port: '8080' }],
    [['demo', '-h'], 'demo', [], { help: true }],
    [['-v'], 'stdio', [], { version: true }],
    [['help'], 'stdio', [], { help: true }],
    [['help', 'call', 'get_zone'], 'call', ['get_zone'], { help: true }],
  ])('%j means %s %j', (args, command, operands, flags) => {
    expect(parseCommandLine(args)).toEqual({ command, operands, flags: { ...NO_FLAGS, ...flags } });
  });

  it.each([
    [['--dmeo'], 'There is no flag --dmeo. Did you mean --demo? --help shows all commands and flags.'],
    [
      ['check', '--jsno'],
      'There is no flag --jsno. Did you mean --json? --help shows all commands and flags.',
    ],
    [['http', '-x'], 'There is no flag -x. --help shows all commands and flags.'],
    [
      ['http', '--json'],
      '--json is a flag of check and call, not of http, which takes --demo, --host, --port, --request-credentials, --help, --version.',
    ],
    [
      ['check', '--port', '80'],
      '--port is a flag of http and healthcheck, not of check, which takes --demo, --json, --help, --version.',
    ],
    [
      ['healthcheck', '--demo'],
      '--demo is a flag of stdio, http, check, call and demo, not of healthcheck, which takes --host, --port, --help, --version.',
    ],
    [['http', '--port'], '--port needs a value, for example --port 3000.'],
    [['http', '--host', '--port', '1'], '--host needs a value, for example --host 127.0.0.1.'],
    [['check', '--demo=no'], '--demo takes no value.'],
    [
      ['call', 'get_zone', '--zone=example.com'],
      'There is no flag --zone. Arguments of a tool have no dashes: zone=example.com.',
    ],
    [['chekc'], 'There is no command "chekc". Did you mean check? --help shows all commands and flags.'],
    [
      ['list_zones'],
      'There is no command "list_zones". Did you mean call list_zones? --help shows all commands and flags.',
    ],
    [['check', 'now'], 'check takes no arguments, but was given "now". --help shows all commands and flags.'],
  ])('%j is refused: %s', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(new UsageError(message));
  });

  it('with a command that is like no other is refused with the list of commands', () => {
    expect(() => parseCommandLine(['serve'])).toThrow(/no command "serve"[\s\S]*\n {2}check/);
  });
});
