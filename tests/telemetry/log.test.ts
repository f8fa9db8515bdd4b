/** The operator's log: one JSON object a line, only what the level lets through, and no secret anywhere in it. */
import { describe, expect, it } from 'vitest';
import { createLog, LOG_LEVELS, type LogLevel, writeLater } from '../../src/telemetry/log.ts';

const WRITING = ['debug', 'info', 'warn', 'error'] as const;

function written(level: LogLevel, secrets: string[] = []) {
  const lines: string[] = [];
  return { lines, log: createLog(level, secrets, (line) => lines.push(line)) };
}

describe('the log', () => {
  it.each(LOG_LEVELS)('at %s writes that level and the more severe ones', (level) => {
    const { lines, log } = written(level);
    for (const own of WRITING) log[own]('said');
    const levels = lines.map((line) => JSON.parse(line).level);
    expect(levels).toEqual(LOG_LEVELS.slice(LOG_LEVELS.indexOf(level), -1));
  });

  it('writes one line for a message with line breaks, with time, level and fields', () => {
    const { lines, log } = written('info');
    log.info('two\nlines', { tool: 'list_zones', ms: 12 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: 'info',
      message: 'two\nlines',
      tool: 'list_zones',
      ms: 12,
    });
  });

  it.each([
    ['a plain secret', 'cfut_planted'],
    ['a secret that JSON escapes', 'quote"and\\slash'],
    ['a secret of regular-expression signs', '$&.*+('],
  ])('replaces %s wherever it stands', (_what, secret) => {
    const { lines, log } = written('debug', ['another', secret]);
    log.error(`bad header Bearer ${secret}`, { deep: { list: [`${secret}/${secret}`] }, [secret]: 1 });
    const [line = ''] = lines;
    expect(line).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(line.match(/\[secret\]/g)).toHaveLength(4);
    expect(() => JSON.parse(line)).not.toThrow();
  });
});

describe('a secret that looks like a part of the line', () => {
  it.each(['","level":"info","x":"', '":{"', '}', '"'])('leaves valid JSON: %s', (secret) => {
    const { lines, log } = written('info', [secret]);
    log.warn(`echo ${secret}`, { tool: 'list_zones', deep: { [secret]: secret } });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      message: 'echo [secret]',
      tool: 'list_zones',
      deep: { '[secret]': '[secret]' },
    });
  });
});

describe('one more secret', () => {
  it('is hidden in the log that is made for it, and not in the log before', () => {
    const { lines, log } = written('info', ['known']);
    log.hiding('added').info('with known and added');
    log.info('with known and added');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      'with [secret] and [secret]',
      'with [secret] and added',
    ]);
  });

  it('needs no other log when it is hidden already', () => {
    const { log } = written('info', ['known']);
    expect(log.hiding('known')).toBe(log);
  });
});

describe('lines that are written later', () => {
  it('are written together and in order, after the current turn of the event loop', async () => {
    const written: string[] = [];
    const { line } = writeLater((text) => written.push(text));
    line('one\n');
    await Promise.resolve();
    line('two\n');
    expect(written).toEqual([]);
    await new Promise(setImmediate);
    expect(written).toEqual(['one\ntwo\n']);
    line('three\n');
    await new Promise(setImmediate);
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('are written at once when flushed, and only once', async () => {
    const written: string[] = [];
    const { line, flush } = writeLater((text) => written.push(text));
    flush();
    line('one\n');
    flush();
    expect(written).toEqual(['one\n']);
    await new Promise(setImmediate);
    expect(written).toEqual(['one\n']);
  });
});
