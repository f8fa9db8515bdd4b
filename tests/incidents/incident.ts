/** What one class of incident is: a world, the questions of a responder, and what the answers must and must not say. */
import type { Fact } from './facts.ts';
import type { Scene } from './world.ts';

/** A tool and its arguments. */
export type Question = readonly [tool: string, input: Record<string, unknown>];

export interface Incident {
  /** As in the atlas of incidents. */
  readonly id: string;
  /** What the responder hears first. */
  readonly complaint: string;
  /** Breaks a quiet world in one way. */
  breakWorld(scene: Scene): void;
  readonly questions: readonly Question[];
  /** What must be readable, each named by what a responder learns from it. */
  readonly facts: Readonly<Record<string, Fact>>;
  /** Sentences that would lead away from the cause; those of `misleading.ts` that fit every world are added. */
  readonly mustNot?: Readonly<Record<string, Fact>>;
  /** Whether 5xx really rose, so that an onset may be told. */
  readonly is5xx?: boolean;
  /** Whether some data centres really fail and others do not. */
  readonly isRegional?: boolean;
}

/** A responder has no patience for more. */
export const CALLS_MAX = 6;
