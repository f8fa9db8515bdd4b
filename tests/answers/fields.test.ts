/** Fields of one meaning everywhere: zones as agents write them, and what a list says about itself. */
import { describe, expect, it } from 'vitest';
import {
  cursorField,
  given,
  limitField,
  noted,
  readZoneReference,
  zoneField,
} from '../../src/answers/fields.ts';
import { ARGUMENT_CHARS_MAX, ROWS_MAX } from '../../src/limits.ts';
import { Refusal } from '../../src/refusal.ts';

const ID = '9a50f8a8e9bb8bdb5eba456bf92d5d98';

describe('a zone', () => {
  it.each([
    ['example.com', 'example.com'],
    [' WWW.Example.COM. ', 'www.example.com'],
    ['https://shop.example.com/cart?id=1#top', 'shop.example.com'],
    ['HTTP://example.com', 'example.com'],
    ['example.com:8443', 'example.com'],
    ['example.com/path', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    [ID, ID],
    [ID.toUpperCase(), ID],
    [` ${ID}\n`, ID],
  ])('%j is understood as %s', (written, reference) => {
    expect(readZoneReference(written)).toBe(reference);
  });

  it.each([
    '*.example.com',
    'user@example.com',
    'example..com',
    '.example.com',
    'two words',
    '  ',
    '../zones',
    'a%2fb',
  ])('%j is refused with the way to the names', (written) => {
    expect(() => readZoneReference(written)).toThrow(Refusal);
    expect(() => readZoneReference(written)).toThrow(
      /neither a zone name .* nor a 32-hex zone ID.*list_zones/s,
    );
  });

  it('is quoted in part when it is long', () => {
    expect(() => readZoneReference('! '.repeat(500))).toThrow(/^.{1,300}$/s);
  });
});

describe('the bounds of arguments', () => {
  it.each([
    ['a text', zoneField, 'x'.repeat(ARGUMENT_CHARS_MAX), 'x'.repeat(ARGUMENT_CHARS_MAX + 1)],
    ['an empty text', zoneField, 'x', ''],
    ['limit', limitField, ROWS_MAX, ROWS_MAX + 1],
    ['limit 0', limitField, 1, 0],
    ['a broken limit', limitField, 2, 2.5],
    ['a cursor', cursorField, 'x'.repeat(2_000), 'x'.repeat(2_001)],
  ])('%s', (_what, field, within, beyond) => {
    expect(field.safeParse(within).success).toBe(true);
    expect(field.safeParse(beyond).success).toBe(false);
  });
});

describe('what a list says about itself', () => {
  it('holds the filters that were given, and nothing when none were', () => {
    expect(given({ name: 'shop', status: undefined })).toEqual({ filters: { name: 'shop' } });
    expect(given({ name: undefined })).toEqual({});
  });

  it('holds the notes that apply, and nothing when none do', () => {
    expect(noted([false, 'one', undefined, 'two'])).toEqual({ notes: ['one', 'two'] });
    expect(noted([false, undefined])).toEqual({});
  });
});
