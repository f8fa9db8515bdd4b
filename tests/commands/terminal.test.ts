/** What changes when a person looks: commands in a terminal of 80 columns, and the texts that they fit there. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cutTo, widthOf, wrapped } from '../../src/commands/terminal.ts';
import { runHere } from '../run-here.ts';

const terminal = (columns: number, hasColors: boolean) => ({ columns, hasColors });

describe('in a terminal of 80 columns', () => {
  it.each([
    ['call'],
    ['call', 'list_dns_records', '--help'],
    ['call', '--demo', 'list_dns_records', 'zone=example.com'],
    ['call', '--demo', 'get_zone', 'zone=example.com'],
    ['call', '--demo', 'list_changes', 'zone=example.com'],
    ['call', '--demo', 'get_cloudflare_status'],
    ['check', '--demo'],
    ['demo'],
  ])('%s %s %s %s fits, in colour', async (...args) => {
    const { code, stdout } = await runHere(args, { LOG_LEVEL: 'silent' }, terminal(80, true));
    expect(code).toBe(0);
    expect(stdout).toContain('\u001b[');
    const lines = stripVTControlCharacters(stdout).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  it('has no colours where the terminal has none', async () => {
    const { stdout } = await runHere(['check', '--demo'], { LOG_LEVEL: 'silent' }, terminal(80, false));
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
  });

  it('is what a terminal has that does not say how wide it is', async () => {
    const { stdout } = await runHere(
      ['call', '--demo', 'list_zones'],
      { LOG_LEVEL: 'silent' },
      terminal(0, false),
    );
    expect(Math.max(...stdout.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/… marks what did not fit: --json shows all of it$/m);
  });
});

describe('in a terminal of 200 columns', () => {
  it('a row is one line, and nothing is cut', async () => {
    const { stdout } = await runHere(
      ['call', '--demo', 'list_zones'],
      { LOG_LEVEL: 'silent' },
      terminal(200, false),
    );
    expect(stdout).toMatch(/^northwind-pay\.example +[0-9a-f]{32} +active +false +full +Enterprise/m);
    expect(stdout).not.toContain('…');
  });
});

describe('texts', () => {
  it('are broken between words, and after the end of a line inside a word', () => {
    expect(wrapped('a name, and so on', 10, '  ', '    ')).toEqual([
      '  a',
      '    name,',
      '    and so',
      '    on',
    ]);
    expect(wrapped('aVeryLongWord', 8)).toEqual(['aVeryLon', 'gWord']);
  });

  it('that fit keep the blanks at their start', () => {
    expect(wrapped('    indented', 20)).toEqual(['    indented']);
  });

  it('are cut with an ellipsis, by what a terminal shows', () => {
    expect(cutTo('example.com', 11)).toBe('example.com');
    expect(cutTo('example.com', 8)).toBe('example…');
    expect(cutTo('東京タワー', 5)).toBe('東京…');
  });
});
