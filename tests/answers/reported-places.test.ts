/** Which entries of the status page concern a place, in every way in which the page writes places. */
import { describe, expect, it } from 'vitest';
import { placeCode, reportedAbout } from '../../src/answers/reported-places.ts';
import type { StatusEntry, StatusPage } from '../../src/cloudflare/status-page.ts';

const LONDON = 'London, United Kingdom - (LHR)';
const COMPONENTS = [LONDON, 'San Jose, CA, United States - (SJC)', 'San José, Costa Rica - (SJO)', 'API'];
const entry = (name: string, facts: Partial<StatusEntry> = {}): StatusEntry => ({
  ...{ name, status: 'investigating', impact: 'minor', started: '', until: '', updated: '', latest: '' },
  components: [],
  ...facts,
});
const about = (code: string, facts: Partial<StatusPage>) =>
  reportedAbout(
    {
      ...{ overall: '', isQuiet: false, isWhole: true, incidents: [], maintenances: [], components: [] },
      componentNames: COMPONENTS,
      ...facts,
    },
    [code],
  );

describe('an entry of the status page', () => {
  it.each([
    ['LHR (London) on 2026-08-04'],
    ['AMS (Amsterdam), LHR (London)'],
    [LONDON],
    ['Network performance issues in London'],
    ['Increased errors (LHR)'],
  ])('named "%s" concerns LHR', (name) => {
    expect(about('LHR', { incidents: [entry(name)] })).toEqual([name]);
    expect(about('LHR', { maintenances: [entry(name)] })).toEqual([name]);
    expect(about('LHR', { components: [{ name, status: 'partial_outage' }] })).toEqual([name]);
  });

  it.each([
    ['IAD (Ashburn) on 2026-08-04'],
    ['Londonderry is slow'],
    ['Digital Experience Monitoring (DEX)'],
    ['API errors in some regions'],
  ])('named "%s" does not', (name) => {
    expect(about('LHR', { incidents: [entry(name)], components: [{ name, status: 'x' }] })).toEqual([]);
  });

  it('concerns a place of its components, or of its text where nothing else says a place', () => {
    expect(about('LHR', { incidents: [entry('Errors', { components: [LONDON] })] })).toEqual(['Errors']);
    expect(about('LHR', { incidents: [entry('Errors', { latest: 'Errors in London.' })] })).toEqual([
      'Errors',
    ]);
  });

  it('does not concern the place to which its text says that traffic goes', () => {
    const moved = entry('SJC (San Jose) on 2026-08-04', { latest: 'Traffic goes to London (LHR).' });
    expect(about('LHR', { maintenances: [moved] })).toEqual([]);
  });

  it('does not concern another city of the same name', () => {
    expect(about('SJO', { incidents: [entry('San Jose, CA, United States - (SJC)')] })).toEqual([]);
  });
});

describe('the code of a component', () => {
  it.each([
    [LONDON, 'LHR'],
    ['Digital Experience Monitoring (DEX)', undefined],
    ['API', undefined],
  ])('%s is %s', (name, code) => {
    expect(placeCode(name)).toBe(code);
  });
});
