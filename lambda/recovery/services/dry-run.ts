import type { RecoveryFacts } from './facts';
import { findGuard } from './guards';

/** What a recovery that only observes would do now, and which guard would block the last resort; a clause. */
export function dryRun(facts: RecoveryFacts): string {
  const { application, exit } = facts.settings;
  const task = facts.task?.task ?? 'unknown';
  const stages = [
    ...application ? [`ask task ${task} up to ${application.attempts} times to recover`] : [],
    ...exit ? [`ask task ${task} to exit, so that its container starts again`] : [],
    `stop task ${task}`,
  ];
  const blocking = findGuard({ ...facts, settings: { ...facts.settings, mode: 'ACT' } }, 'RESTART');
  const limit = blocking ? `; a restart would be blocked by ${blocking.guard} now (${blocking.reason})` : '';
  return `it would ${stages.join(', and if that does not help ')}${limit}`;
}
