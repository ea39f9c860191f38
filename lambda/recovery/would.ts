import type { RecoveryFacts } from './facts';
import { guard } from './guards';

/** What a recovery that only observes would do now, and what would keep it from the last resort; a clause. */
export function wouldDo(facts: RecoveryFacts): string {
  const { application, exit } = facts.settings;
  const task = facts.task?.task ?? 'unknown';
  const stages = [
    ...application ? [`ask task ${task} up to ${application.attempts} times to recover`] : [],
    ...exit ? [`ask task ${task} to exit, so that its container starts again`] : [],
    `stop task ${task}`,
  ];
  const keeps = guard({ ...facts, settings: { ...facts.settings, mode: 'ACT' } }, 'RESTART');
  const limit = keeps ? `; a restart would be held by ${keeps.guard} now (${keeps.reason})` : '';
  return `it would ${stages.join(', and if that does not help ')}${limit}`;
}
