/** Fields that mean the same in every tool: zones as agents write them, and what lists say beside their rows. */
import { describe, expect, it } from 'vitest';
import {
  cursorField,
  limitField,
  parseZoneReference,
  presentFilters,
  presentNotes,
  zoneField,
} from '../../src/answers/fields.ts';
import { ARGUMENT_CHARS_MAX, CURSOR_CHARS_MAX, ROWS_MAX } from '../../src/limits/callers.ts';
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
    expect(parseZoneReference(written)).toBe(reference);
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
  ])('%j is refused, and the error says where to find the names', (written) => {
    expect(() => parseZoneReference(written)).toThrow(Refusal);
    expect(() => parseZoneReference(written)).toThrow(
      /neither a zone name .* nor a zone ID \(32 hex digits\).*list_zones/s,
    );
  });

  it('is only partly quoted when it is long', () => {
    expect(() => parseZoneReference('! '.repeat(500))).toThrow(/^.{1,300}$/s);
  });
});

describe('the limits of arguments', () => {
  it.each([
    ['a text', zoneField, 'x'.repeat(ARGUMENT_CHARS_MAX), 'x'.repeat(ARGUMENT_CHARS_MAX + 1)],
    ['an empty text', zoneField, 'x', ''],
    ['limit', limitField, ROWS_MAX, ROWS_MAX + 1],
    ['limit 0', limitField, 1, 0],
    ['a limit with a fraction', limitField, 2, 2.5],
    ['a cursor', cursorField, 'x'.repeat(CURSOR_CHARS_MAX), 'x'.repeat(CURSOR_CHARS_MAX + 1)],
  ])('%s', (_what, field, within, beyond) => {
    expect(field.safeParse(within).success).toBe(true);
    expect(field.safeParse(beyond).success).toBe(false);
  });
});

describe('what a list says beside its rows', () => {
  it('has the filters that the caller set, or no field', () => {
    expect(presentFilters({ name: 'shop', status: undefined })).toEqual({ filters: { name: 'shop' } });
    expect(presentFilters({ name: undefined })).toEqual({});
  });

  it('has the notes that apply, or no field', () => {
    expect(presentNotes([false, 'one', undefined, 'two'])).toEqual({ notes: ['one', 'two'] });
    expect(presentNotes([false, undefined])).toEqual({});
  });
});
