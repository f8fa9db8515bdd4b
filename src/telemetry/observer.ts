/** What can be counted while the server works. Only `http` counts it. */

export interface Observer {
  /**
   * A request to Cloudflare has ended.
   * @param path below the base URL, IDs included.
   * @param outcome HTTP status where there was one, else the kind of the failure.
   */
  requestEnded(path: string, outcome: string): void;
  /** A request is about to be tried again. */
  requestRetried(): void;
  /** A request waits, or is refused, because of Cloudflare's limit. */
  rateLimitMet(): void;
  /** Cloudflare said how many requests it still allows. */
  budgetTold(remaining: number): void;
  toolStarted(tool: string): void;
  /** @param outcome `answered`, `refused`, or the kind of the failure. */
  toolEnded(tool: string, outcome: string, durationMs: number): void;
}

const ignore = () => undefined;

export const NO_OBSERVER: Observer = {
  requestEnded: ignore,
  requestRetried: ignore,
  rateLimitMet: ignore,
  budgetTold: ignore,
  toolStarted: ignore,
  toolEnded: ignore,
};
