/** Repeatable random numbers: the same seed always gives the same ids, so answers can be compared. */

export interface Random {
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  hex(length: number): string;
  uuid(): string;
}

const HEX_DIGITS = '0123456789abcdef';

/** FNV-1a turns the seed into 32 bits, and mulberry32 draws from them. Not fit for secrets. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193) >>> 0;
  }

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  function hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += HEX_DIGITS[Math.floor(next() * 16)];
    return digits;
  }

  return {
    integer: (min, max) => min + Math.floor(next() * (max - min + 1)),
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}
