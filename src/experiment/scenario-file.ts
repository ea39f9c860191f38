import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail } from '../contract/errors';

/** Which tasks something happens to, as a scenario says it. */
export type TaskSelector =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'share'; readonly percent: number }
  | { readonly kind: 'zone'; readonly letter: string };

/** Something that a scenario does. */
export interface DoStep {
  readonly kind: 'do';
  readonly line: number;
  readonly fault: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A step with the seconds after the start of the experiment from which and until which it is due. */
export interface DueStep {
  readonly step: DoStep | { readonly kind: 'wait' | 'expect' | 'never'; readonly line: number };
  readonly from: number;
  readonly to: number;
}

/** A scenario as far as an experiment is made of it. */
export interface ScheduledScenario {
  readonly name: string;
  readonly file: string;
  readonly schedule: { readonly steps: readonly DueStep[]; readonly end: number };
}

/** Both src/ in the repository and lib/ in the package lie two levels above this file's folder. */
const READER = join(__dirname, '..', '..', 'assets', 'scenario', 'index.js');

/**
 * Reads a scenario with the reader of the command line, which is bundled: the package has no dependency that reads YAML.
 * @throws with line and column of what cannot be understood
 */
export function readScheduled(file: string, at: string): ScheduledScenario {
  if (!existsSync(READER)) {
    fail({
      what: 'The reader of scenarios is missing',
      got: READER,
      allowed: 'the package as it was published, or a clone after npm ci',
      fix: "run 'npm run bundle'",
      at,
    });
  }
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { scheduledScenario } = require(READER) as { scheduledScenario(path: string): ScheduledScenario };
  try {
    return scheduledScenario(resolve(file));
  } catch (error) {
    throw new Error(`[${at}] ${(error as Error).message}`);
  }
}
