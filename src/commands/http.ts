/** http: serves many MCP clients over Streamable HTTP until a signal comes. */
import type { AddressInfo } from 'node:net';
import { ConnectionPool, credentialKeyOf } from '../cloudflare/connection-pool.ts';
import type { Session } from '../server/call-tool.ts';
import { createServer } from '../server/server.ts';
import { ConfigError, readAll, readConfig, readSharedConfig } from '../settings/config.ts';
import { type HttpConfig, type HttpFlags, readHttpConfig } from '../settings/http-config.ts';
import { createLog, type Log } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { CallerLimits } from '../transports/caller-limits.ts';
import { checkCallers } from '../transports/callers.ts';
import { createHttpServer, type HttpCall, MCP_PATH, type OperatorPages } from '../transports/http.ts';
import { createReadiness, type Readiness } from '../transports/readiness.ts';
import { inHeaders, readRequestCredential } from '../transports/request-credential.ts';
import { NAME, VERSION } from '../version.ts';
import { readSettings, type SetupOptions, setUp, setUpShared } from './setup.ts';

export interface HttpCommandOptions extends Omit<SetupOptions, 'observer' | 'secrets'> {
  readonly flags: HttpFlags;
  readonly isCredentialPerRequest: boolean;
}

/** Where the calls' connections come from, and whether they can be of use now. */
interface Source {
  readonly log: Log;
  readonly tools: Session['tools'];
  readonly described: object;
  /** @throws Refusal in the tool call, where the agent reads it. */
  connect(call: HttpCall): ReturnType<Session['connect']>;
  reword?: Session['reword'];
  isReady(): Promise<Readiness>;
  /** Whose calls are counted together. */
  limitKey(call: HttpCall): string;
}

/** @returns when the server listens; the process ends at a signal. @throws ConfigError */
export async function serveHttpCommand(options: HttpCommandOptions): Promise<undefined> {
  const [config] = readAll(
    () => readHttpConfig(options.env, options.flags),
    () => readSettings(options, options.isCredentialPerRequest ? readSharedConfig : readConfig),
  );
  const metrics = createMetrics();
  const setupOptions: SetupOptions = { ...options, observer: metrics, secrets: config.tokens };
  const source = options.isCredentialPerRequest
    ? await credentialsOfCallers(setupOptions)
    : await ownCredential(setupOptions);
  const { log } = source;
  for (const warning of config.warnings) log.warn(warning);
  const limits = new CallerLimits(config);
  const server = createHttpServer({
    config,
    log,
    callers: checkCallers(config),
    pages: operatorPages(source, metrics),
    serve: (call) =>
      createServer({
        log,
        tools: source.tools,
        observer: metrics,
        caller: call.caller.id,
        connect: () => source.connect(call),
        ...(source.reword && { reword: source.reword }),
        enter: () => limits.enter(source.limitKey(call)),
      }),
  });
  await new Promise<void>((resolve, reject) => {
    server.node.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new ConfigError([
          `${config.host}:${config.port} cannot be listened on (${error.code}): choose another --host or --port.`,
        ]),
      );
    });
    server.node.listen(config.port, config.host, resolve);
  });
  const { port } = server.node.address() as AddressInfo;
  // Whatever the log level: with port 0 nobody would learn the address otherwise.
  createLog('info', [], options.writeLog).info(`${NAME} listens on ${addressOf(config, port)}`, {
    version: VERSION,
    ...source.described,
  });
  stopAtSignal(server.drain, log);
}

async function ownCredential(options: SetupOptions): Promise<Source> {
  const { session, described } = await setUp(options);
  return {
    log: session.log,
    tools: session.tools,
    described,
    connect: () => session.connect(),
    isReady: createReadiness(session.connect()),
    limitKey: ({ caller }) => caller.id,
  };
}

async function credentialsOfCallers(options: SetupOptions): Promise<Source> {
  const { shared, log, tools } = await setUpShared(options);
  const pool = new ConnectionPool(shared);
  return {
    log,
    tools,
    described: { auth: 'in the headers of each call', account: 'in the headers of each call' },
    connect: ({ request }) => pool.of(readRequestCredential(request.headers)),
    reword: inHeaders,
    isReady: async () => ({ isReady: true, reason: 'credentials come with the calls' }),
    // One platform calls for many: each credential has its own limits.
    limitKey: ({ request }) => credentialKeyOf(readRequestCredential(request.headers)),
  };
}

function operatorPages(source: Source, metrics: Metrics): OperatorPages {
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

/** The first signal lets calls in flight finish; the second ends at once. */
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
