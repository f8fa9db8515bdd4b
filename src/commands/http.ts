/** http: serves many MCP clients over Streamable HTTP until a signal comes. */
import type { AddressInfo } from 'node:net';
import { loadCatalog } from '../server/load-catalog.ts';
import { createServer } from '../server/server.ts';
import { ConfigError, collectProblems } from '../settings/config.ts';
import { type HttpConfig, type HttpFlags, loadHttpConfig } from '../settings/http-config.ts';
import { createLog, type Log } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { CallerLimits } from '../transports/caller-limits.ts';
import { createCallerCheck } from '../transports/callers.ts';
import { createHttpServer, type HttpServer, MCP_PATH, type OperatorPages } from '../transports/http.ts';
import { NAME, VERSION } from '../version.ts';
import { type CallSource, credentialPerCall, ownCredential } from './call-source.ts';
import type { StartOptions } from './setup.ts';

export interface HttpCommandOptions extends StartOptions {
  readonly flags: HttpFlags;
  readonly isCredentialPerRequest: boolean;
}

/** @returns when the server listens; the process ends at a signal. @throws ConfigError */
export async function serveHttpCommand(options: HttpCommandOptions): Promise<undefined> {
  const { env, flags, writeLog, isCredentialPerRequest } = options;
  const [config, openSource] = collectProblems(
    () => loadHttpConfig(env, flags),
    () => (isCredentialPerRequest ? credentialPerCall(options) : ownCredential(options)),
  );
  await loadCatalog();
  const metrics = createMetrics();
  const limits = new CallerLimits(config);
  const source = await openSource({ observer: metrics, secrets: config.tokens, writeLog, limits });
  const { log, tools, audience } = source;
  for (const warning of config.warnings) log.warn(warning);
  const server = createHttpServer({
    config,
    log,
    callers: createCallerCheck(config),
    pages: operatorPages(source, metrics),
    serve: (call) =>
      createServer({
        log,
        tools,
        audience,
        observer: metrics,
        caller: call.caller.id,
        openCall: () => source.openCall(call),
      }),
  });
  const port = await listen(server, config);
  // Written even if the log is silent: with port 0, nobody would learn the address otherwise.
  createLog('info', [], writeLog).info(`${NAME} listens on ${addressOf(config, port)}`, {
    version: VERSION,
    ...source.described,
  });
  stopAtSignal(server.drain, log);
}

/** @returns the port. @throws ConfigError */
async function listen({ node }: HttpServer, { host, port }: HttpConfig): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    node.once('error', ({ code }: NodeJS.ErrnoException) => {
      const problem = `Cannot listen on ${host}:${port} (${code}): choose another --host or --port.`;
      reject(new ConfigError([problem]));
    });
    node.listen(port, host, resolve);
  });
  return (node.address() as AddressInfo).port;
}

function operatorPages(source: CallSource, metrics: Metrics): OperatorPages {
  const type = 'text/plain; charset=utf-8';
  return {
    '/healthz': async () => ({ status: 200, type, body: 'ok\n' }),
    '/readyz': async () => {
      const { isReady, reason } = await source.isReady();
      return { status: isReady ? 200 : 503, type, body: `${isReady ? 'ready' : 'not ready'}: ${reason}\n` };
    },
    '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.text() }),
  };
}

function addressOf({ host }: HttpConfig, port: number): string {
  return `http://${host.includes(':') ? `[${host.replace(/[[\]]/g, '')}]` : host}:${port}${MCP_PATH}`;
}

/** The first signal lets calls in flight finish; the second ends the process at once. */
function stopAtSignal(drain: () => Promise<void>, log: Log): void {
  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info(`${signal}: no new calls are taken; those in flight may finish`);
    drain().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
