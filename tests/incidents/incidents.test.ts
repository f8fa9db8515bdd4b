/** Each class of incident, asked as a responder would: the facts are in the answers, and nothing leads away from them. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '../client.ts';
import { classOf, INCIDENTS, isQuiet } from './catalog.ts';
import type { ToolAnswer } from './facts.ts';
import { CALLS_MAX, type Incident } from './incident.ts';
import { misleadingIn } from './misleading.ts';
import { MISLEADS, NOT_YET } from './not-yet.ts';
import { NOW, quietScene, ZONE } from './world.ts';

const ATLAS = new URL('../../../shared/atlas.json', import.meta.url);

beforeEach(() => {
  vi.setSystemTime(NOW);
});
afterEach(() => {
  vi.useRealTimers();
});

async function ask({ questions }: Pick<Incident, 'questions'>, scene = quietScene()): Promise<ToolAnswer[]> {
  const session = await open({ world: scene.world });
  const answers: ToolAnswer[] = [];
  for (const [tool, input] of questions) answers.push({ tool, ...(await session.call(tool, input)) });
  return answers;
}

/** The answers for the message of a test that fails, without the series and not whole. */
const shown = (answers: ToolAnswer[]) =>
  answers
    .map(({ tool, structured }) =>
      `${tool}: ${JSON.stringify({ ...structured, series: undefined })}`.slice(0, 3000),
    )
    .join('\n');

const namesOf = (facts: Incident['facts'], answers: ToolAnswer[], isHeld: boolean) =>
  Object.entries(facts).flatMap(([name, holds]) => (holds(answers) === isHeld ? [name] : []));

describe.each(INCIDENTS.map((incident) => [incident.id, incident.complaint, incident] as const))(
  '%s: %s',
  (id, _complaint, incident) => {
    it('is told by the answers, but for what is listed', async () => {
      const scene = quietScene();
      incident.breakWorld(scene);
      const answers = await ask(incident, scene);
      const told = {
        missing: namesOf(incident.facts, answers, false),
        misleading: namesOf(misleadingIn(incident), answers, true),
      };
      expect(told, shown(answers)).toEqual({ missing: NOT_YET[id] ?? [], misleading: MISLEADS[id] ?? [] });
    });
  },
);

describe('the incidents', () => {
  it('ask as little as a responder has patience for', () => {
    const talkative = INCIDENTS.filter(
      ({ questions }) => questions.length > CALLS_MAX || questions.length === 0,
    );
    expect(talkative.map(({ id }) => id)).toEqual([]);
  });

  it('have one name each, and the lists of what is not told name no others', () => {
    const ids = INCIDENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...Object.keys(NOT_YET), ...Object.keys(MISLEADS)].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('would not be found in a quiet world: no fact of them holds there', async () => {
    const told: string[] = [];
    for (const incident of INCIDENTS.filter((each) => !isQuiet(each))) {
      const answers = await ask(incident);
      const all = Object.keys(incident.facts);
      // Some facts are true in a quiet world as well, such as the SSL mode; a cause is not.
      if (all.length === namesOf(incident.facts, answers, true).length) told.push(incident.id);
    }
    expect(told).toEqual([]);
  }, 120_000);

  it.skipIf(!existsSync(ATLAS))('are those of the atlas (skipped without ../shared/atlas.json)', () => {
    const atlas = JSON.parse(readFileSync(ATLAS, 'utf8')) as { id: string }[];
    const classes = INCIDENTS.filter((each) => !isQuiet(each)).map(classOf);
    expect([...new Set(classes)].sort()).toEqual(atlas.map(({ id }) => id).sort());
  });
});

describe('the quiet world', () => {
  it('has no trouble to tell', async () => {
    const answers = await ask({
      questions: [
        ['get_http_errors', { zone: ZONE, since: '3h' }],
        ['list_changes', { zone: ZONE, since: '24h' }],
        ['get_origin_health', { zone: ZONE }],
        ['list_alert_history', { since: '7d' }],
        ['list_certificates', { days_left_max: 14 }],
      ],
    });
    expect(answers.map(({ isError }) => isError)).toEqual([false, false, false, false, false]);
    const [errors, changes, health, alerts, certificates] = answers.map(({ structured }) => structured);
    expect(errors.totals.edge_5xx / errors.totals.requests).toBeLessThan(0.01);
    expect([changes.returned, alerts.returned, certificates.returned]).toEqual([0, 0, 0]);
    expect(JSON.stringify(health.unhealthy)).not.toContain('example');
  });
});
