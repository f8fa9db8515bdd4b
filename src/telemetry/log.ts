/** The operator's log: JSON lines on stderr, because stdout belongs to the protocol. */
import { hideSecrets, secretInJson } from '../text/hide-secrets.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** The same log, with one more secret to hide. */
  hiding(secret: string): Log;
}

/**
 * No answer should wait for the log, so a line is written after the answer that it describes has been sent.
 * @returns `line` to write later, and `flush` to write at once, for instance before the process ends.
 */
export function writeLater(write: (text: string) => void) {
  let waiting = '';
  const flush = () => {
    if (waiting === '') return;
    write(waiting);
    waiting = '';
  };
  return {
    line(text: string): void {
      if (waiting === '') setImmediate(flush);
      waiting += text;
    },
    flush,
  };
}

/**
 * @param secrets replaced wherever they occur in a line, because an error of the runtime may quote a header.
 * @param write receives one line, with its newline.
 */
export function createLog(level: LogLevel, secrets: readonly string[], write: (line: string) => void): Log {
  const inJson = secrets.map(secretInJson);
  const at =
    (own: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      if (LOG_LEVELS.indexOf(own) < LOG_LEVELS.indexOf(level)) return;
      const line = JSON.stringify({ time: new Date().toISOString(), level: own, message, ...fields });
      const hasSecret = inJson.some((secret) => line.includes(secret));
      write(`${hasSecret ? JSON.stringify(hideSecrets(JSON.parse(line), secrets, '[secret]')) : line}\n`);
    };
  const log: Log = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    // A server with its own credential hides it from the start: then no call needs a log of its own.
    hiding: (secret) => (secrets.includes(secret) ? log : createLog(level, [...secrets, secret], write)),
  };
  return log;
}
