/** An MCP client over stdio that times each message, from the first byte written to the last byte read. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { environment } from '../conformance/programs.mjs';

const NEW_LINE = 10;
const ANSWER_MS_MAX = 60_000;
const REVISION = '2025-11-25';

const running = new Set();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export class StdioClient {
  #child;
  #chunks = [];
  #waiting = [];
  #stderr = '';
  #id = 0;
  startedMs = performance.now();

  constructor(args, env = {}) {
    this.#child = spawn(process.execPath, args, { env: environment(env), stdio: 'pipe' });
    this.#child.stdout.on('data', (chunk) => this.#read(chunk));
    this.#child.stderr.on('data', (chunk) => {
      this.#stderr = (this.#stderr + chunk).slice(-2_000);
    });
    this.#child.once('exit', (code) => this.#fail(`ended with ${code}`));
    running.add(this.#child);
  }

  /** @returns the result, and how long it took. */
  async ask(method, params = {}) {
    const id = ++this.#id;
    const line = `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`;
    const answered = new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(`no answer to ${method}`), ANSWER_MS_MAX);
      this.#waiting.push({ resolve, reject, timer });
    });
    const startMs = performance.now();
    this.#child.stdin.write(line);
    const { text, endMs } = await answered;
    const { result, error } = JSON.parse(text);
    if (error) throw new Error(`${method}: ${error.message}`);
    if (result.isError) throw new Error(`${params.name}: ${result.content[0].text}`);
    return { result, ms: endMs - startMs, endMs };
  }

  call(name, args) {
    return this.ask('tools/call', { name, arguments: args });
  }

  /** Initializes as a host does. @returns the tools, and the time since the process was started. */
  async initialize() {
    const clientInfo = { name: 'bench', version: '0.0.0' };
    await this.ask('initialize', { protocolVersion: REVISION, capabilities: {}, clientInfo });
    this.#child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    const { result, endMs } = await this.ask('tools/list');
    return { tools: result.tools, ms: endMs - this.startedMs };
  }

  /** In MiB: the present value, and the peak since the start. */
  get memory() {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const of = (field) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1_024;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  async stop() {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.removeAllListeners('exit');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 2_000);
    await ended;
    clearTimeout(timer);
    running.delete(this.#child);
  }

  #read(chunk) {
    this.#chunks.push(chunk);
    if (chunk.at(-1) !== NEW_LINE) return;
    const endMs = performance.now();
    const text = Buffer.concat(this.#chunks).toString();
    this.#chunks = [];
    for (const line of text.trimEnd().split('\n')) {
      const { resolve, timer } = this.#waiting.shift() ?? {};
      clearTimeout(timer);
      resolve?.({ text: line, endMs });
    }
  }

  #fail(what) {
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(new Error(`${what}\n${this.#stderr}`));
    }
  }
}
