/** What Cloudflare said, by a key, for a while: bounded in time and in number, the oldest making room. */
export class Memory<Value> {
  readonly #forMs: number;
  readonly #entriesMax: number;
  readonly #entries = new Map<string, { value: Value; untilMs: number }>();

  constructor(forMs: number, entriesMax: number) {
    this.#forMs = forMs;
    this.#entriesMax = entriesMax;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && Date.now() < entry.untilMs ? entry.value : undefined;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs: Date.now() + this.#forMs });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#entriesMax && oldest !== undefined) this.#entries.delete(oldest);
  }
}
