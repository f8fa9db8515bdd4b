/** Where `http` gets the credential of a call: the server has one of its own, or each call brings its own. */
import { ConnectionPool, credentialKeyOf } from '../cloudflare/connection-pool.ts';
import type { CallerContext, OpenCall } from '../server/call-tool.ts';
import type { CallerLimits } from '../transports/caller-limits.ts';
import type { HttpCall } from '../transports/http.ts';
import { createReadiness, type Readiness } from '../transports/readiness.ts';
import { parseRequestCredential } from '../transports/request-credential.ts';
import {
  loadSettings,
  parseSharedSettings,
  type SetupOptions,
  type StartOptions,
  setUp,
  setUpShared,
} from './setup.ts';

export interface CallSource extends Pick<CallerContext, 'log' | 'tools' | 'audience'> {
  /** For the start-up line, without secrets. */
  readonly described: object;
  /** @throws Refusal in the tool call, where the agent reads it. */
  openCall(call: HttpCall): OpenCall;
  /** Whether calls can be answered now. */
  isReady(): Promise<Readiness>;
}

/** What a source is opened with, once all settings have been read. */
interface CallSourceOptions extends Omit<SetupOptions, 'audience'> {
  readonly limits: CallerLimits;
}

type OpenCallSource = (options: CallSourceOptions) => Promise<CallSource>;

/** @throws ConfigError */
export function ownCredential(start: StartOptions): OpenCallSource {
  const settings = loadSettings(start);
  return async ({ limits, ...options }) => {
    const { caller, connection, described } = await setUp(settings, { ...options, audience: 'agent' });
    return {
      log: caller.log,
      tools: caller.tools,
      audience: caller.audience,
      described,
      openCall: (call) => ({ connection, close: limits.enter(call.caller.id) }),
      isReady: createReadiness(connection),
    };
  };
}

/** @throws ConfigError */
export function credentialPerCall(start: StartOptions): OpenCallSource {
  const settings = parseSharedSettings(start);
  return async ({ limits, ...options }) => {
    const { upstream, log, tools } = await setUpShared(settings, options);
    const pool = new ConnectionPool(upstream);
    return {
      log,
      tools,
      audience: 'platform',
      described: { auth: 'in the headers of each call', account: 'in the headers of each call' },
      openCall: (call) => openCallWithItsCredential(call, pool, limits),
      isReady: async () => ({ isReady: true, reason: 'credentials come with the calls' }),
    };
  };
}

/**
 * One platform calls for many, so each credential has its own limits.
 * @throws Refusal when the call has no usable credential, or when its credential is used too much.
 */
export function openCallWithItsCredential(
  { request }: HttpCall,
  pool: ConnectionPool,
  limits: CallerLimits,
): OpenCall {
  const access = parseRequestCredential(request.headers);
  const credentialKey = credentialKeyOf(access);
  const close = limits.enter(credentialKey);
  return { connection: pool.of(access, credentialKey), close };
}
