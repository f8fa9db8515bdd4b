/** Bodies that Cloudflare's API sent to others, from ../shared/recorded, which is not part of this repository. */
import { existsSync, readFileSync } from 'node:fs';
import { onPath } from '../../src/simulator/faults.ts';
import type { Fault } from '../../src/simulator/simulator.ts';

const FOLDER = new URL('../../../shared/recorded/', import.meta.url);

/** Tests that replay bodies are skipped where the folder is missing. */
export const hasRecordedBodies = existsSync(FOLDER);

interface Recorded {
  readonly id: string;
  readonly body: { readonly result: unknown };
}

export function recordedBodies(file: string): readonly Recorded[] {
  return hasRecordedBodies ? JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) : [];
}

/** Answers this path with these bodies, the first for page 1, and with the last for each page after it. */
export function replay(path: RegExp, ...bodies: readonly unknown[]): Fault {
  return {
    when: onPath(path),
    answer: ({ query }) => {
      const page = Math.min(Number(query.get('page') ?? 1), bodies.length);
      return Response.json(bodies[page - 1]);
    },
  };
}
