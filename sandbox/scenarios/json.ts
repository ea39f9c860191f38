import type { PlayedScenario } from './played';
import { stepText } from './words';

/** The result for programs; its schema is docs/schemas/scenarios-played.json. */
export function jsonReport(played: readonly PlayedScenario[]): object {
  return {
    passed: played.every(({ passed }) => passed),
    scenarios: played.map(({ scenario, passed, problem, seconds, steps, looks, messages }) => ({
      name: scenario.name,
      file: scenario.file,
      passed,
      ...problem ? { problem } : {},
      seconds: Math.round(seconds * 10) / 10,
      steps: steps.map(({ step, from, to, problem: unmet }) => ({
        line: step.line,
        step: stepText(step),
        from,
        ...to === undefined ? {} : { to },
        met: unmet === undefined,
        ...unmet === undefined ? {} : { problem: unmet },
      })),
      looks: looks.map(({ at, service, tasks, summary }) => ({ at, ...service, summary, tasks })),
      messages,
    })),
  };
}
