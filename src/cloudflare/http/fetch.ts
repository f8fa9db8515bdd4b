/** What this server expects of an HTTP client: the part of `fetch` that it uses. */
import type { Proxies } from '../../settings/proxies.ts';

export interface FetchOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect: 'error';
  readonly signal: AbortSignal;
}

/** The part of `Response` that this server reads; the simulator answers with real ones. */
export interface HttpResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** @throws the error that broke the connection. */
  text(): Promise<string>;
}

export type Fetch = (url: string, options: FetchOptions) => Promise<HttpResponse>;

/** Which hosts answer over HTTP/2, as far as is known. */
export type Protocols = Map<string, 'h2' | 'http/1.1'>;

export interface ClientOptions {
  readonly proxies?: Proxies;
  /** Only tests trust a certificate of their own. Everybody else sets NODE_EXTRA_CA_CERTS. */
  readonly ca?: string;
  /** Only tests shorten it. */
  readonly idleMs?: number;
}
